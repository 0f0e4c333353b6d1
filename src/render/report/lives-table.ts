import type { Verdict } from '../../model/verdict.ts';
import { formatDuration } from '../format-duration.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { formatValue } from '../format-value.ts';
import { lifeEndText } from '../life-end-word.ts';
import { type Html, html } from '../page/html.ts';

/**
 * The lives that a verdict looked at, newest first: when, for how long, how high, how they ended. null without one.
 * Those beyond `most` are folded away.
 */
export function livesTable(
  { lives, signal }: Verdict,
  most = Number.POSITIVE_INFINITY,
): Html | null {
  if (lives.length === 0) return null;
  const newest = lives.toReversed();
  const rest = newest.slice(most);
  return html`${tableOf(newest.slice(0, most), signal)}${rest.length === 0 ? null : html`<details><summary>and ${rest.length} before</summary>${tableOf(rest, signal)}</details>`}`;
}

function tableOf(lives: Verdict['lives'], signal: Verdict['signal']): Html {
  const isSame = new Set(lives.map(({ instance }) => instance)).size === 1;
  return html`<div class="scroll" role="region" aria-label="Lives" tabindex="0"><table class="lives"><thead><tr><th scope="col">Began</th>${isSame ? null : html`<th scope="col">Instance</th>`}<th scope="col">Lasted</th><th scope="col">Peak</th><th scope="col">End</th></tr></thead>
<tbody>${lives.map(({ instance, startAtMs, endAtMs, cause, peakValue, inferred }) => {
    const lasted =
      endAtMs === null ? 'runs' : formatDuration(Math.round((endAtMs - startAtMs) / 1000));
    const end = endAtMs === null ? '' : lifeEndText({ cause: cause ?? 'unknown', inferred });
    return html`<tr><td>${formatTimeToSecond(startAtMs)}</td>${isSame ? null : html`<td>${instance}</td>`}<td>${lasted}</td><td>${formatValue(peakValue, signal ?? 'value')}</td><td class="${cause ?? 'runs'}">${end}</td></tr>
`;
  })}</tbody></table></div>`;
}
