import type { Life } from '../../../model/life.ts';
import type { Verdict } from '../../../model/verdict.ts';
import { formatDuration } from '../../format-duration.ts';
import { formatValue } from '../../format-value.ts';
import { printable } from '../../printable.ts';
import { type Html, html } from '../html.ts';
import { moment } from './moment.ts';

/** Rows of the table; older ones are counted. */
const mostShown = 12;

/** The lives of a workload, newest first: since when, how long, how high, how each ended. null: none is known. */
export function livesTable(
  { lives, signal }: Pick<Verdict, 'lives' | 'signal'>,
  nowMs: number,
): Html | null {
  if (lives.length === 0) return null;
  const newest = lives.toSorted((a, b) => b.startAtMs - a.startAtMs);
  const several = new Set(lives.map(({ instance }) => instance)).size > 1;
  const rest = lives.length - mostShown;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Lives"><table class="plain"><thead><tr>${
    several ? html`<th scope="col">Instance</th>` : null
  }<th scope="col">Began</th><th scope="col" class="number">Lasted</th><th scope="col" class="number">Peak</th><th scope="col">End</th></tr></thead>
<tbody>${newest.slice(0, mostShown).map((life) => rowOf(life, signal, nowMs, several))}</tbody></table></div>${
    rest > 0 ? html`<p class="hint">and ${rest} before</p>` : null
  }`;
}

function rowOf(
  { instance, startAtMs, endAtMs, cause, peakValue, inferred }: Life,
  signal: Verdict['signal'],
  nowMs: number,
  several: boolean,
): Html {
  const seconds = Math.max(0, Math.round(((endAtMs ?? nowMs) - startAtMs) / 1000));
  const peak = signal === null || peakValue <= 0 ? '' : formatValue(peakValue, signal);
  const end =
    endAtMs === null ? 'running' : `${cause ?? 'unknown'}${inferred ? ' (inferred)' : ''}`;
  const tone = cause === 'oom' || cause === 'crash' ? 'bad' : 'plain';
  return html`<tr class="${tone}">${several ? html`<td>${printable(instance)}</td>` : null}<td>${moment(startAtMs, nowMs)}</td><td class="number">${formatDuration(seconds)}</td><td class="number">${peak}</td><td class="end">${end}</td></tr>`;
}
