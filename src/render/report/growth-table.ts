import type { Culprit } from '../../model/culprit.ts';
import { type DiffUnit, growthText } from '../culprit-text.ts';
import { formatPercent } from '../format-percent.ts';
import { type Html, html } from '../page/html.ts';
import { rowsShown } from '../rows-shown.ts';
import type { GrowthRow } from './leak-report.ts';

/** Growth by function, by itself and with all that it calls; `grown`: what shares are of, null where it is not known; who is named is marked. */
export function growthTable(
  rows: readonly GrowthRow[],
  unit: DiffUnit,
  grown: number | null,
  culprits: readonly Culprit[],
): Html {
  const largest = Math.max(1, ...rows.flatMap(({ flat, cum }) => [Math.abs(flat), Math.abs(cum)]));
  const share = (value: number) =>
    grown === null || grown === 0 ? '' : formatPercent(value / grown);
  return html`<div class="scroll" role="region" aria-label="Growth by function" tabindex="0"><table class="top"><thead><tr><th scope="col">Flat</th><th scope="col" class="wide">Flat%</th><th scope="col">Cum</th><th scope="col" class="wide">Cum%</th><th scope="col" class="wide"><span class="unseen">Size</span></th><th scope="col">Function</th></tr></thead>
<tbody>${rowsShown(rows, rows.length, culprits).map(
    ({
      function: name,
      flat,
      cum,
      is,
    }) => html`<tr${is === null ? null : html` class="named"`}><td>${growthText(flat, unit)}</td><td class="wide">${share(flat)}</td><td>${growthText(cum, unit)}</td><td class="wide">${share(cum)}</td><td class="wide">${bars(flat / largest, cum / largest)}</td><th scope="row">${name}${is === null ? null : html` <span class="is">${is}</span>`}</th></tr>
`,
  )}</tbody></table></div>`;
}

/** The flat over the cum, from the left; what shrank in blue. */
function bars(flat: number, cum: number): Html {
  const bar = (size: number, what: string) =>
    html`<rect class="${what} ${size < 0 ? 'less' : 'more'}" width="${(Math.abs(size) * 100).toFixed(1)}%" height="100%"/>`;
  return html`<svg class="bar" width="90" height="8" aria-hidden="true">${bar(cum, 'cum')}${bar(flat, 'flat')}</svg>`;
}
