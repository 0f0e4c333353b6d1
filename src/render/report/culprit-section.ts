import type { Culprit } from '../../model/culprit.ts';
import {
  confidenceText,
  type DiffUnit,
  grownText,
  intervalText,
  placeText,
  seenText,
  whyText,
} from '../culprit-text.ts';
import { formatPercent } from '../format-percent.ts';
import { type Html, html } from '../page/html.ts';
import { unbroken } from '../page/unbroken.ts';
import { waitingText } from '../waiting-text.ts';
import type { SourceLink } from './leak-report.ts';

/**
 * A culprit: growth with its interval and share, how sure it is and why, who keeps it, its stack from the leaf to the
 * root. `isOpen`: the stack is unfolded.
 */
export function culpritSection(
  culprit: Culprit,
  unit: DiffUnit,
  source: SourceLink | undefined,
  isOpen = true,
): Html {
  const { share, confidence, waiting, retainers, kind } = culprit;
  const why = whyText(culprit);
  return html`<section class="card culprit ${confidence}">
<p class="badge">${confidenceText(culprit)}</p>
<h3><code>${culprit.function}</code></h3>
${placeOf(culprit, source)}
<dl class="figures"><div><dt>Growth</dt><dd>${grownText(culprit, unit)}</dd></div><div><dt>95 % interval</dt><dd>${unbroken(intervalText(culprit, unit))}</dd></div><div><dt>Share of the growth</dt><dd>${formatPercent(share)}</dd></div><div><dt>Code</dt><dd>${kind.replaceAll('-', ' ')}</dd></div></dl>
<p class="seen">Its growth: ${seenText(culprit, unit)}.</p>
${why === '' ? null : html`<p>${why}</p>`}
${waiting === null ? null : html`<p>Its goroutines: ${waitingText(waiting)}.</p>`}
${retainers.map((retainer) => html`<p>May be kept by <code>${retainer.function}</code>: ${retainer.why}.</p>`)}
${stackOf(culprit, isOpen)}
</section>`;
}

function placeOf(culprit: Culprit, source: SourceLink | undefined): Html | null {
  const place = culprit.file === '' ? '' : placeText(culprit);
  if (source === undefined) return place === '' ? null : html`<p class="place">${place}</p>`;
  const note = source.isExact ? '' : ' (at its newest: the target does not say its commit)';
  return html`<p class="place">${place} · <a href="${source.url}" rel="noreferrer noopener">source</a>${note}</p>`;
}

function stackOf({ stack, function: name }: Culprit, isOpen: boolean): Html | null {
  if (stack.length === 0) return null;
  return html`<details${isOpen ? html` open` : null}><summary>Stack that grew most, ${stack.length} frames from the leaf</summary><ol class="stack">${stack.map((frame) => html`<li${frame.function === name ? html` class="named"` : null}><code>${frame.function}</code> <span title="${frame.file}">${frame.file === '' ? '' : placeText(frame)}${frame.inline ? ', inline' : ''}</span></li>`)}</ol></details>`;
}
