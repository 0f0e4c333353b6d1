import type { Life } from '../../model/life.ts';
import type { Verdict } from '../../model/verdict.ts';
import { formatDuration } from '../format-duration.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { formatValue } from '../format-value.ts';
import { lifeEndText } from '../life-end-word.ts';
import { type Html, html } from '../page/html.ts';

/** Who cannot be seen, and since when: nobody knows whether its life goes on. */
export type Unseen = { readonly instance: string; readonly sinceMs: number };

/**
 * The lives that a verdict looked at, newest first: when, for how long, how high, how they ended. null without one.
 * Those beyond `most` are folded away.
 */
export function livesTable(
  { lives, signal }: Verdict,
  most = Number.POSITIVE_INFINITY,
  unseen: Unseen | null = null,
): Html | null {
  if (lives.length === 0) return null;
  const newest = lives.toReversed();
  const rest = newest.slice(most);
  return html`${tableOf(newest.slice(0, most), signal, unseen)}${rest.length === 0 ? null : html`<details><summary>and ${rest.length} before</summary>${tableOf(rest, signal, unseen)}</details>`}`;
}

function tableOf(lives: Verdict['lives'], signal: Verdict['signal'], unseen: Unseen | null): Html {
  const isSame = new Set(lives.map(({ instance }) => instance)).size === 1;
  return html`<div class="scroll" role="region" aria-label="Lives" tabindex="0"><table class="lives"><thead><tr><th scope="col">Began</th>${isSame ? null : html`<th scope="col">Instance</th>`}<th scope="col">Lasted</th><th scope="col">Peak</th><th scope="col">End</th></tr></thead>
<tbody>${lives.map(
    (
      life,
    ) => html`<tr><td>${formatTimeToSecond(life.startAtMs)}</td>${isSame ? null : html`<td>${life.instance}</td>`}${restOfRow(life, signal, unseen)}</tr>
`,
  )}</tbody></table></div>`;
}

function restOfRow(life: Life, signal: Verdict['signal'], unseen: Unseen | null): Html {
  const { startAtMs, endAtMs, cause, peakValue } = life;
  const lostMs = endAtMs === null && unseen?.instance === life.instance ? unseen.sinceMs : null;
  const untilMs = endAtMs ?? lostMs;
  const lasted =
    untilMs === null ? 'runs' : formatDuration(Math.round((untilMs - startAtMs) / 1000));
  const ended = endAtMs === null ? '' : lifeEndText(life);
  const end = lostMs === null ? ended : `not seen since ${formatTimeToSecond(lostMs)}`;
  return html`<td>${lasted}</td><td>${formatValue(peakValue, signal ?? 'value')}</td><td class="${cause ?? 'runs'}">${end}</td>`;
}
