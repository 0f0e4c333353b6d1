import type { Incident } from '../model/incident.ts';
import { joinTimelines } from '../model/join-timelines.ts';
import type { TargetSnapshot } from '../model/snapshot.ts';
import type { Timeline } from '../model/timeline.ts';

/**
 * The memory that an incident is drawn with. Its record has what was known when it was last put on record, so while
 * it goes on what its target has done since comes behind that. `shown`: its target; null: nobody knows it. null:
 * there is nothing to draw.
 */
export function incidentTimeline(
  { state, timeline, verdict }: Incident,
  shown: TargetSnapshot | null,
): Timeline | null {
  const isOpen = state === 'firing' || state === 'pending';
  const present = shown?.timeline ?? null;
  const isSame = present?.signal === (timeline?.signal ?? verdict.signal);
  return isOpen && isSame ? joinTimelines(timeline ?? null, present, null) : (timeline ?? null);
}
