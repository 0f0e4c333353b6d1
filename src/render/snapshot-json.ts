import { countedOfBoth } from '../model/counted-of-both.ts';
import type { TargetSnapshot } from '../model/snapshot.ts';
import type { Target } from '../model/target.ts';
import type { Timeline, TimelinePoint } from '../model/timeline.ts';
import { withoutCredentials } from './without-credentials.ts';

/** Of what `watch --attach` reads: goes up when it changes so that an older reader would misread it. */
export const snapshotForm = 3;

/** Points of a curve of a target that is not looked at closely: twice the columns of a wide table. */
const thinPoints = 80;

/** JSON of the model: a number that JSON has none for is an object that names it. */
export function modelJson(value: unknown): string {
  return JSON.stringify(value, (_key, one) =>
    typeof one === 'number' && !Number.isFinite(one) ? { $number: String(one) } : one,
  );
}

/** What `modelJson` wrote. Throws what `JSON.parse` throws. */
export function parseModelJson(text: string): unknown {
  return JSON.parse(text, (_key, one) => {
    const name = (one as { $number?: unknown } | null)?.$number;
    return typeof name === 'string' ? Number(name) : one;
  });
}

/**
 * A target for another sawtooth to show, which `watch --attach` reads: without any header or credential, its timeline
 * thinned unless it is looked at closely.
 */
export function attachedTarget(shown: TargetSnapshot, isWhole: boolean): TargetSnapshot {
  const { timeline } = shown;
  const kept = timeline === null || isWhole ? timeline : thinned(timeline);
  return { ...shown, target: bare(shown.target), timeline: kept };
}

function bare({ metricRelabel: _, page: __, ...target }: Target): Target {
  const { profiles } = target;
  const http = { headers: {} };
  return {
    ...target,
    url: withoutCredentials(target.url),
    http,
    profiles: profiles && { ...profiles, url: withoutCredentials(profiles.url), http },
  };
}

/** Neighbours are joined as the timeline itself joins them: the lower floor, the higher peak, the later time. */
function thinned(timeline: Timeline): Timeline {
  const { points } = timeline;
  const each = Math.ceil(points.length / thinPoints);
  if (each <= 1) return timeline;
  const joined: TimelinePoint[] = [];
  for (let i = 0; i < points.length; i += each) {
    const some = points.slice(i, i + each);
    const one = some.reduce((a, b) => ({
      atMs: b.atMs,
      floor: Math.min(a.floor, b.floor),
      peak: Math.max(a.peak, b.peak),
      ...countedOfBoth(a, b),
    }));
    joined.push(one);
  }
  return { ...timeline, points: joined };
}
