import type { Told } from '../../told-now.ts';
import { type Html, html } from '../html.ts';
import { moment } from './moment.ts';

/** Of when figures are that are not of now; null: they are. */
export function asOfNote(
  { asOfMs, isLastSeen }: Pick<Told, 'asOfMs' | 'isLastSeen'>,
  nowMs: number,
): Html | null {
  if (asOfMs === null) return null;
  const at = moment(asOfMs, nowMs);
  return isLastSeen
    ? html`<p class="hint">Last seen ${at}.</p>`
    : html`<p class="hint">All of this as of ${at}, when it was worst.</p>`;
}
