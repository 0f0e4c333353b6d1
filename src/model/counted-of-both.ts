import type { TimelinePoint } from './timeline.ts';

/** What the limit counts in two stretches together: the higher of the two, nothing where neither knows. */
export function countedOfBoth(a: TimelinePoint, b: TimelinePoint): Pick<TimelinePoint, 'counted'> {
  const counted = Math.max(
    a.counted ?? Number.NEGATIVE_INFINITY,
    b.counted ?? Number.NEGATIVE_INFINITY,
  );
  return counted === Number.NEGATIVE_INFINITY ? {} : { counted };
}
