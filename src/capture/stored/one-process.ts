import { failure, type Result, success } from '../../model/result.ts';

/** A time series of a store of profiles: whose it is, and when there was a profile of which total. */
export type ProfileSeries<Point> = {
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly points: readonly Point[];
};

/**
 * The only series that has points; null: none has. Several are several processes, whose heaps a store would
 * add up: nothing could be said of any of them.
 */
export function oneProcess<Point>(
  { name, selector }: { readonly name: string; readonly selector: string },
  series: readonly ProfileSeries<Point>[],
): Result<ProfileSeries<Point> | null> {
  const filled = series.filter(({ points }) => points.length > 0);
  if (filled.length <= 1) return success(filled[0] ?? null);
  const shown = filled.slice(0, 3).map(({ labels }) => labelsText(labels));
  return failure(
    `${name}: ${selector} matches ${filled.length} processes (${shown.join(', ')}${filled.length > 3 ? ', …' : ''}), whose profiles would be added up. Name what tells them apart in the selector.`,
  );
}

function labelsText(labels: ProfileSeries<unknown>['labels']): string {
  return `{${labels.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).join(',')}}`;
}
