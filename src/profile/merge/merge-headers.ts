import { failure, type Result, success } from '../../model/result.ts';
import type { Profile, ValueType } from '../profile.ts';

/** What a merged profile says of itself; the tables come beside it. */
export type Headers = Pick<
  Profile,
  | 'sampleTypes'
  | 'defaultSampleType'
  | 'periodType'
  | 'period'
  | 'atMs'
  | 'timeNanos'
  | 'durationMs'
  | 'comments'
  | 'dropFrames'
  | 'keepFrames'
  | 'docUrl'
  | 'roundedValues'
>;

/**
 * The headers of several profiles as one, by pprof's rules (profile/merge.go combineHeaders): the
 * earliest time (a later profile without a time takes it away), the sum of durations, the largest
 * period, every comment once, and of the rest what the first says. Fails where they count differently.
 */
export function mergeHeaders(profiles: readonly [Profile, ...Profile[]]): Result<Headers> {
  const [first] = profiles;
  for (const other of profiles) {
    const reason = whyIncompatible(first, other);
    if (reason !== null) return failure(reason);
  }
  const timeNanos = profiles.reduce((earliest, { timeNanos: time = 0n }) => {
    return earliest === 0n || time < earliest ? time : earliest;
  }, 0n);
  const named = (text: (profile: Profile) => string | undefined) =>
    profiles.map(text).find((value) => value !== undefined && value !== '') ?? '';
  return success({
    sampleTypes: first.sampleTypes,
    periodType: first.periodType,
    dropFrames: first.dropFrames ?? '',
    keepFrames: first.keepFrames ?? '',
    defaultSampleType: named((profile) => profile.defaultSampleType),
    docUrl: named((profile) => profile.docUrl),
    period: profiles.reduce((most, { period }) => (most < period || most === 0 ? period : most), 0),
    durationMs: profiles.reduce((sum, { durationMs }) => sum + durationMs, 0),
    comments: [...new Set(profiles.flatMap(({ comments }) => comments))],
    roundedValues: profiles.reduce((sum, { roundedValues }) => sum + roundedValues, 0),
    ...(timeNanos === 0n ? { atMs: null } : { timeNanos, atMs: Number(timeNanos) / 1e6 }),
  });
}

function whyIncompatible(a: Profile, b: Profile): string | null {
  const none = { type: '', unit: '' };
  if (named(a.periodType ?? none) !== named(b.periodType ?? none)) {
    return `profiles with the period types ${named(a.periodType ?? none)} and ${named(b.periodType ?? none)} cannot be taken together`;
  }
  const [types, others] = [a, b].map(({ sampleTypes }) => sampleTypes.map(named).join(', '));
  return types === others
    ? null
    : `profiles that count ${types} and ${others} cannot be taken together`;
}

function named({ type, unit }: ValueType): string {
  return `${type}/${unit}`;
}
