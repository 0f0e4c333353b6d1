import type { Life } from '../../model/life.ts';
import type { Verdict } from '../../model/verdict.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { lastedText } from '../lasted-text.ts';
import { lifeEndText } from '../life-end-word.ts';
import { lifePeak } from '../life-peak.ts';
import { type Html, html } from '../page/html.ts';

/** Who cannot be seen, and since when: nobody knows whether its life goes on. */
export type Unseen = { readonly instance: string; readonly sinceMs: number };

/** What is known of the lives that have no end yet. */
export type LivesSeen = {
  /** Lives before the newest ones are folded away; absent: none are. */
  readonly most?: number;
  readonly unseen?: Unseen | null;
  /** Of when the lives are, ms since 1970; null or absent: of now. */
  readonly asOfMs?: number | null;
};

/** The lives that a verdict looked at, newest first: when, for how long, how high, how they ended. null without one. */
export function livesTable({ lives, signal }: Verdict, seen: LivesSeen = {}): Html | null {
  if (lives.length === 0) return null;
  const { most = Number.POSITIVE_INFINITY } = seen;
  const newest = lives.toReversed();
  const rest = newest.slice(most);
  return html`${tableOf(newest.slice(0, most), signal, seen)}${rest.length === 0 ? null : html`<details><summary>and ${rest.length} before</summary>${tableOf(rest, signal, seen)}</details>`}`;
}

function tableOf(lives: Verdict['lives'], signal: Verdict['signal'], seen: LivesSeen): Html {
  const isSame = new Set(lives.map(({ instance }) => instance)).size === 1;
  return html`<div class="scroll" role="region" aria-label="Lives" tabindex="0"><table class="lives"><thead><tr><th scope="col">Began</th>${isSame ? null : html`<th scope="col">Instance</th>`}<th scope="col">Lasted</th><th scope="col">Peak</th><th scope="col">End</th></tr></thead>
<tbody>${lives.map(
    (
      life,
    ) => html`<tr><td>${formatTimeToSecond(life.startAtMs)}</td>${isSame ? null : html`<td>${life.instance}</td>`}${restOfRow(life, signal, seen)}</tr>
`,
  )}</tbody></table></div>`;
}

function restOfRow(
  life: Life,
  signal: Verdict['signal'],
  { unseen = null, asOfMs = null }: LivesSeen,
): Html {
  const { startAtMs, endAtMs, cause } = life;
  const lostMs = endAtMs === null && unseen?.instance === life.instance ? unseen.sinceMs : null;
  const lasted = lastedText(startAtMs, endAtMs ?? lostMs, asOfMs);
  const ended = endAtMs === null ? '' : lifeEndText(life);
  const end = lostMs === null ? ended : `not seen since ${formatTimeToSecond(lostMs)}`;
  return html`<td>${lasted}</td><td>${lifePeak(life, signal)}</td><td class="${cause ?? 'runs'}">${end}</td>`;
}
