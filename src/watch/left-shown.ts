import type { NotificationRecord } from '../model/notification.ts';
import type { Timeline } from '../model/timeline.ts';
import type { Remembered } from './remembered.ts';

/** What views show of the time before this process. */
export type LeftShown = {
  readonly told: readonly NotificationRecord[];
  /** By target, where an incident has put it on record. */
  readonly timelines: ReadonlyMap<string, Timeline>;
};

/** Of a target with several incidents the timeline that goes on longest; nothing where nothing was left. */
export function leftShown({ incidents, told = [] }: Partial<Remembered> = {}): LeftShown {
  const timelines = new Map<string, Timeline>();
  for (const { targetId, timeline } of incidents ?? []) {
    const known = timelines.get(targetId);
    if (timeline !== undefined && endOf(timeline) > (known === undefined ? 0 : endOf(known))) {
      timelines.set(targetId, timeline);
    }
  }
  return { told, timelines };
}

function endOf({ points }: Timeline): number {
  return points.at(-1)?.atMs ?? 0;
}
