import type { Capture } from '../../model/capture.ts';
import { type Culprit, confidenceRank, type Diff } from '../../model/culprit.ts';
import type { WatchEvent } from '../../model/event.ts';
import type { Verdict } from '../../model/verdict.ts';
import type { Death } from './supervisor.ts';

/** All that the demo has to show, each null (or empty) until it was seen. */
export type Progress = {
  /** The function that has to be named. */
  readonly expected: string;
  /** The first verdict that it leaks. */
  readonly growth: Verdict | null;
  /** The first verdict that says when memory runs out; rather one that it leaks than a suspicion. */
  readonly timeToLimit: Verdict | null;
  readonly captures: readonly Capture[];
  /** The surest diff that names the function, and what it compared. */
  readonly named: Named | null;
  readonly deaths: readonly Death[];
  readonly sawtooth: Verdict | null;
  /** The newest body that the receiver verified and that names the function. */
  readonly notification: string | null;
};

/** A diff that names the function, with the captures that it compared. */
export type Named = {
  readonly culprit: Culprit;
  readonly diff: Diff;
  readonly captures: readonly Capture[];
};

/** What happens in the demo. */
export type DemoEvent =
  | { readonly kind: 'watch'; readonly event: WatchEvent }
  | { readonly kind: 'looked'; readonly verdict: Verdict }
  | { readonly kind: 'start'; readonly pid: number }
  | { readonly kind: 'death'; readonly death: Death }
  | { readonly kind: 'notification'; readonly body: string };

/** Nothing seen yet. */
export function noProgress(expected: string): Progress {
  return {
    expected,
    growth: null,
    timeToLimit: null,
    captures: [],
    named: null,
    deaths: [],
    sawtooth: null,
    notification: null,
  };
}

/** What has been seen after `event`. */
export function advance(progress: Progress, event: DemoEvent): Progress {
  switch (event.kind) {
    case 'watch':
      return watched(progress, event.event);
    case 'looked':
      return judged(progress, event.verdict);
    case 'start':
      return progress;
    case 'death':
      return { ...progress, deaths: [...progress.deaths, event.death] };
    case 'notification':
      return event.body.includes(progress.expected)
        ? { ...progress, notification: event.body }
        : progress;
  }
}

/** What the demo has not shown yet, in the order in which it shows it; empty when it is done. */
export function missing(progress: Progress): string[] {
  const { expected } = progress;
  const steps: readonly (readonly [boolean, string])[] = [
    [progress.growth !== null, 'the growth'],
    [progress.captures.length >= 2, 'two heap captures'],
    [progress.named !== null, `a diff that names ${expected}`],
    [progress.timeToLimit !== null, 'the time until memory runs out'],
    [progress.deaths.length > 0, 'a death of the program'],
    [progress.sawtooth !== null, 'the verdict sawtooth'],
    [progress.notification !== null, `a signed notification that names ${expected}`],
  ];
  return steps.flatMap(([seen, what]) => (seen ? [] : [what]));
}

function watched(progress: Progress, event: WatchEvent): Progress {
  switch (event.kind) {
    case 'verdict':
      return judged(progress, event.verdict);
    case 'incident':
      return judged(progress, event.incident.verdict);
    case 'captured':
      return event.capture.kind === 'heap'
        ? { ...progress, captures: [...progress.captures, event.capture] }
        : progress;
    case 'diffed':
      return diffed(progress, event.diff, event.captures);
    default:
      return progress;
  }
}

function judged(progress: Progress, verdict: Verdict): Progress {
  const { kind, timeToLimitSeconds } = verdict;
  return {
    ...progress,
    growth: progress.growth ?? (leaks(verdict) ? verdict : null),
    timeToLimit: timeToLimitSeconds === null ? progress.timeToLimit : sooner(progress, verdict),
    sawtooth: progress.sawtooth ?? (kind === 'sawtooth' ? verdict : null),
  };
}

/** The verdict to say the time by: the first that it leaks, until then the first of all. */
function sooner({ timeToLimit }: Progress, verdict: Verdict): Verdict {
  if (timeToLimit === null) return verdict;
  return leaks(verdict) && !leaks(timeToLimit) ? verdict : timeToLimit;
}

function leaks({ kind, concern }: Verdict): boolean {
  return (kind === 'leak' || kind === 'sawtooth') && concern !== 'none';
}

function diffed(progress: Progress, diff: Diff, captures: readonly Capture[]): Progress {
  const [culprit] = diff.culprits;
  // A guess names nobody.
  if (culprit?.function !== progress.expected || diff.verdict === 'not-enough-evidence') {
    return progress;
  }
  const better =
    progress.named === null ||
    rank(culprit) > rank(progress.named.culprit) ||
    (rank(culprit) === rank(progress.named.culprit) &&
      captures.length > progress.named.captures.length);
  return better ? { ...progress, named: { culprit, diff, captures } } : progress;
}

function rank({ confidence }: Culprit): number {
  return confidenceRank[confidence];
}
