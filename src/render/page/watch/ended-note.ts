import type { TargetSnapshot } from '../../../model/snapshot.ts';
import { downText } from '../../down-text.ts';
import type { ToldEnd } from '../../ends-since.ts';
import { lifeEndWhy } from '../../life-end-word.ts';
import type { Told } from '../../told-now.ts';
import { type Html, html } from '../html.ts';
import { moment } from './moment.ts';

/**
 * How and when the lives ended that an incident is about, and since when its target is down, what came last first;
 * nothing while it lasts. `shown`: the target; null: it is gone.
 */
export function endedNote(
  { ends }: Pick<Told, 'ends'>,
  shown: TargetSnapshot | null,
  nowMs: number,
): Html {
  const down = shown === null ? null : downText(shown, nowMs);
  const isBefore = ({ whose }: ToldEnd) => whose === 'the life before';
  const its = ends.filter((end) => !isBefore(end)).map((end) => endLine(end, nowMs));
  const before = ends.filter(isBefore).map((end) => endLine(end, nowMs));
  return html`${its}${down === null ? null : html`<p class="over">${down}</p>`}${before}`;
}

function endLine(end: ToldEnd, nowMs: number): Html {
  const who = end.whose.replace(/^t/, 'T');
  return html`<p class="over">${who} ended ${moment(end.atMs, nowMs)}, ${lifeEndWhy(end)}.</p>`;
}
