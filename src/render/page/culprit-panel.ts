import type { Culprit, Diff } from '../../model/culprit.ts';
import type { Result } from '../../model/result.ts';
import {
  confidenceText,
  culpritPlace,
  frameText,
  grownText,
  intervalText,
  nobodyText,
  shareText,
} from '../culprit-text.ts';
import { type Html, html } from './html.ts';
import { culpritPattern, type PageQuery, pageLink } from './page-query.ts';

/**
 * What `sawtooth diff` says of the two profiles of a difference: who it was and how sure that is, or
 * that nobody can be accused and what is missing.
 */
export function culpritPanel(diff: Result<Diff>, query: PageQuery): Html {
  if (!diff.ok) {
    return html`<section class="card culprit none"><h2>No culprit is named</h2><p>${diff.reason}.</p></section>`;
  }
  const { culprits, warnings, unit } = diff.value;
  const [first, ...others] = culprits;
  const notes = warnings.map((warning) => html`<li>${warning}.</li>`);
  if (first === undefined) {
    return html`<section class="card culprit none"><h2>${nobodyText(diff.value)}</h2><ul>${notes}</ul></section>`;
  }
  return html`<section class="card culprit ${first.confidence}">
<p class="badge">${confidenceText(first)}</p>
<h2><a href="${pageLink('flamegraph', query, { f: culpritPattern(first.function), root: '' })}">${culpritPlace(first)}</a></h2>
<p><b>${grownText(first, unit)}</b>, ${shareText(first)}; ${intervalText(first, unit)} (95 %).</p>
${first.retainers.map(({ function: name, why }) => html`<p>May be kept by <b>${name}</b>: ${why}.</p>`)}
${others.filter(({ confidence }) => confidence === 'confirmed').map((other) => also(other, unit))}
<details><summary>Stack${warnings.length > 0 ? ' and notes' : ''}</summary><ol>${first.stack.map((frame) => html`<li><code>${frameText(frame)}</code></li>`)}</ol>
${others.filter(({ confidence }) => confidence !== 'confirmed').map((other) => also(other, unit))}<ul>${notes}</ul></details>
</section>`;
}

function also(culprit: Culprit, unit: Diff['unit']): Html {
  return html`<p>Also ${culpritPlace(culprit)}, ${grownText(culprit, unit)}, ${confidenceText(culprit)}.</p>`;
}
