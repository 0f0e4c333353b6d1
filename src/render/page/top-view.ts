import { type Html, html } from './html.ts';
import { exactPattern, type PageQuery, pageLink } from './page-query.ts';

/** A row of the table; values are written out, `share` is of the largest row in it. */
export type TopRow = {
  readonly name: string;
  readonly note: string;
  readonly flat: string;
  readonly flatShare: string;
  readonly sumShare: string;
  readonly cum: string;
  readonly cumShare: string;
  /** -1 to 1: how far the bar of its flat, and of its cum, goes. */
  readonly flatBar: number;
  readonly cumBar: number;
};

/** What the table is ordered by. */
export type TopOrder = 'flat' | 'cum' | 'name';

/** The heaviest functions as a table whose headings order it. */
export function topView(
  rows: readonly TopRow[],
  order: TopOrder,
  query: PageQuery,
  shown: string,
): Html {
  const heading = (by: TopOrder, text: string) => {
    const sorted =
      order === by ? html` aria-sort="${by === 'name' ? 'ascending' : 'descending'}"` : null;
    return html`<th scope="col"${sorted}><a href="${pageLink('top', query, { sort: by })}">${text}</a></th>`;
  };
  return html`<p class="hint">${shown}</p>
<div class="scroll"><table class="top">
<thead><tr>${heading('flat', 'Flat')}<th scope="col" class="wide">Flat%</th><th scope="col" class="wide">Sum%</th>${heading('cum', 'Cum')}<th scope="col" class="wide">Cum%</th><th scope="col" class="wide" aria-label="size"></th>${heading('name', 'Function')}</tr></thead>
<tbody>${rows.map((row) => rowOf(row, query))}</tbody>
</table></div>`;
}

function rowOf(row: TopRow, query: PageQuery): Html {
  const f = exactPattern(row.name);
  return html`<tr><td>${row.flat}</td><td class="wide">${row.flatShare}</td><td class="wide">${row.sumShare}</td><td>${row.cum}</td><td class="wide">${row.cumShare}</td><td class="wide">${bars(row)}</td><th scope="row"><a href="${pageLink('peek', query, { f })}">${row.name}</a>${row.note === '' ? null : html` <i>${row.note}</i>`} <a class="more" href="${pageLink('flamegraph', query, { f })}" title="only stacks with it, as a flame graph">flame</a> <a class="more" href="${pageLink('source', query, { f })}">source</a></th></tr>
`;
}

/** The flat over the cum, from the left. */
function bars({ flatBar, cumBar }: TopRow): Html {
  const bar = (size: number, what: string) =>
    html`<rect class="${what} ${size < 0 ? 'less' : 'more'}" width="${(Math.abs(size) * 100).toFixed(1)}%" height="100%"/>`;
  return html`<svg class="bar" width="90" height="8" aria-hidden="true">${bar(cumBar, 'cum')}${bar(flatBar, 'flat')}</svg>`;
}
