import type { ProfileKind } from '../model/capture.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Profile } from './profile.ts';
import { findSampleType } from './sample-type.ts';
import { defaultRateBytes } from './sampling.ts';

/** Which columns of a profile say how much is alive, and how it was sampled. */
export type ProfileColumns = {
  readonly sampleType: string;
  readonly unit: 'bytes' | 'count';
  /** What is alive, in the unit. */
  readonly live: number;
  /** Objects alive; -1 where they are not counted apart. */
  readonly objects: number;
  /** Objects allocated since the start; -1 where they are not counted. */
  readonly allocated: number;
  /** 1: everything is counted. */
  readonly rateBytes: number;
  /** The rate is a guess, since the profile does not give it. */
  readonly rateGuessed: boolean;
};

/**
 * Finds the columns of a heap profile (`inuse_space`, as V8's writers call it `space`) or of a
 * goroutine profile. Another kind of profile is a failure that names what it counts.
 */
export function profileColumns(profile: Profile, kind: ProfileKind): Result<ProfileColumns> {
  return kind === 'heap' ? heapColumns(profile) : goroutineColumns(profile);
}

/** What a profile counts, or null when it is neither a heap nor a goroutine profile. */
export function profileKind(profile: Profile): ProfileKind | null {
  if (heapColumns(profile).ok) return 'heap';
  return goroutineColumns(profile).ok ? 'goroutine' : null;
}

function heapColumns(profile: Profile): Result<ProfileColumns> {
  const live = findSampleType(profile, ['inuse_space', 'space']);
  if (live < 0) return wrongKind(profile, 'a heap profile with inuse_space');
  const sampled = profile.periodType?.unit === 'bytes' && profile.period > 0;
  return success({
    sampleType: profile.sampleTypes[live]?.type ?? '',
    unit: 'bytes',
    live,
    objects: findSampleType(profile, ['inuse_objects', 'objects']),
    allocated: findSampleType(profile, ['alloc_objects']),
    rateBytes: sampled ? profile.period : defaultRateBytes,
    rateGuessed: !sampled,
  });
}

function goroutineColumns(profile: Profile): Result<ProfileColumns> {
  const live = findSampleType(profile, ['goroutine', 'goroutines', 'goroutineleak']);
  if (live < 0) return wrongKind(profile, 'a goroutine profile');
  const sampleType = profile.sampleTypes[live]?.type ?? '';
  return success({
    sampleType,
    unit: 'count',
    live,
    objects: live,
    allocated: -1,
    rateBytes: 1,
    rateGuessed: false,
  });
}

function wrongKind(profile: Profile, expected: string): Result<never> {
  const types = profile.sampleTypes.map(({ type }) => type).join(', ');
  return failure(`expected ${expected}, got one that counts ${types}; give captures of one kind`);
}
