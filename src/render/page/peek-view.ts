import { type Html, html } from './html.ts';
import { exactPattern, type PageQuery, pageLink } from './page-query.ts';

/** A caller of a function, or one that it calls. */
export type PeekNeighbour = {
  readonly name: string;
  readonly weight: string;
  readonly share: string;
  readonly isInline: boolean;
};

/** A function between its callers and what it calls; values are written out. */
export type PeekNode = {
  readonly name: string;
  readonly flat: string;
  readonly flatShare: string;
  readonly cum: string;
  readonly cumShare: string;
  readonly callers: readonly PeekNeighbour[];
  readonly callees: readonly PeekNeighbour[];
  /** How many more there are, all lighter. */
  readonly moreCallers: number;
  readonly moreCallees: number;
};

/** Functions, each between its callers and what it calls; `left`: how many more there are. */
export function peekView(nodes: readonly PeekNode[], left: number, query: PageQuery): Html {
  const more =
    left === 0 ? null : html`<p class="hint">${left} more match; a narrower Focus shows them.</p>`;
  return html`${nodes.map((node) => block(node, query))}${more}`;
}

function block(node: PeekNode, query: PageQuery): Html {
  return html`<section class="card peek"><table>
${node.callers.map((caller) => neighbour(caller, '↑', query))}
${others(node.moreCallers, 'callers')}
<tr class="self"><td>${node.cum}</td><td>${node.cumShare}</td><th scope="row"><h2>${node.name}</h2><span>${node.flat} (${node.flatShare}) itself</span></th></tr>
${node.callees.map((callee) => neighbour(callee, '↓', query))}
${others(node.moreCallees, 'callees')}
</table></section>
`;
}

function neighbour(one: PeekNeighbour, arrow: string, query: PageQuery): Html {
  const link = pageLink('peek', query, { f: exactPattern(one.name) });
  return html`<tr><td>${one.weight}</td><td>${one.share}</td><td><span aria-hidden="true">${arrow}</span> <a href="${link}">${one.name}</a>${one.isInline ? html` <i>(inline)</i>` : null}</td></tr>
`;
}

function others(count: number, what: string): Html | null {
  return count === 0
    ? null
    : html`<tr><td></td><td></td><td><i>and ${count} lighter ${what}</i></td></tr>`;
}
