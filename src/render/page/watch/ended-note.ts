import type { TargetSnapshot } from '../../../model/snapshot.ts';
import { downText } from '../../down-text.ts';
import { lifeEndWhy } from '../../life-end-word.ts';
import type { Told } from '../../told-now.ts';
import { type Html, html } from '../html.ts';
import { moment } from './moment.ts';

/**
 * How and when the life ended that an incident is about, and since when its target is down; nothing while it lasts.
 * `shown`: the target; null: it is gone.
 */
export function endedNote(
  { ended, asOfMs }: Told,
  shown: TargetSnapshot | null,
  nowMs: number,
): Html {
  const down = shown === null ? null : downText(shown, nowMs);
  return html`${
    ended === null
      ? null
      : html`<p class="over">${asOfMs === null ? 'The life before' : 'That life'} ended ${moment(ended.atMs, nowMs)}, ${lifeEndWhy(ended)}.</p>`
  }${down === null ? null : html`<p class="over">${down}</p>`}`;
}
