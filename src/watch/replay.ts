import type { IncidentState } from '../model/incident.ts';
import type { Reading } from '../model/reading.ts';
import type { Rule } from '../model/rule.ts';
import { type Verdict, verdictRank } from '../model/verdict.ts';
import { WorkloadWatch } from './workload-watch.ts';

/** One alert that would have gone out. */
export type ReplayedIncident = {
  readonly rule: Rule;
  readonly firedAtMs: number;
  readonly resolvedAtMs: number | null;
  /** The worst verdict while it lasted. */
  readonly verdict: Verdict;
  /** What was said when it fired. */
  readonly firstVerdict: Verdict;
};

/** What the rules would have said of one workload. */
export type Replay = {
  readonly incidents: readonly ReplayedIncident[];
  /** The worst verdict of all times and rules; null without a reading. */
  readonly worst: Verdict | null;
  /** The first rule's verdict at the end. */
  readonly last: Verdict | null;
};

/**
 * Sends readings of one workload, in the order of time, through the rules as the live engine does:
 * what is said at a time rests on nothing later. Captures and notifications are not performed.
 */
export function replay(readings: Iterable<Reading>, rules: readonly Rule[]): Replay {
  const watch = new WorkloadWatch(rules);
  const open = new Map<Rule, ReplayedIncident>();
  const incidents: ReplayedIncident[] = [];
  let worst: Verdict | null = null;
  let nowMs = Number.NEGATIVE_INFINITY;
  const tell = () => {
    for (const { rule, verdict } of watch.judge(nowMs)) {
      worst = worseOf(worst, verdict);
      const state = stepOn(watch, rule, verdict, nowMs);
      const firing = open.get(rule);
      if (state === 'firing') open.set(rule, extend(firing, rule, verdict, nowMs));
      else if (firing !== undefined) {
        open.delete(rule);
        incidents.push({ ...firing, resolvedAtMs: nowMs });
      }
    }
  };
  for (const reading of readings) {
    // The readings of all instances of one time are judged together.
    if (reading.atMs > nowMs && Number.isFinite(nowMs)) tell();
    nowMs = reading.atMs;
    watch.observe(reading);
  }
  if (Number.isFinite(nowMs)) tell();
  const all = [...incidents, ...open.values()];
  return {
    incidents: all.toSorted((a, b) => a.firedAtMs - b.firedAtMs),
    worst,
    last: watch.verdict,
  };
}

function stepOn(watch: WorkloadWatch, rule: Rule, verdict: Verdict, atMs: number): IncidentState {
  const instance = verdict.instance ?? '';
  const lifeStartAtMs = watch.lifeOf(instance)?.startAtMs ?? 0;
  const target = { id: instance, labels: {}, workload: '', lifeStartAtMs, captureIntervalMs: null };
  watch.step(rule, { kind: 'judged', atMs, verdict, target });
  const track = watch.tracks.find((other) => other.rule === rule)?.track;
  return track?.incident?.state ?? 'inactive';
}

function extend(
  before: ReplayedIncident | undefined,
  rule: Rule,
  verdict: Verdict,
  nowMs: number,
): ReplayedIncident {
  if (before === undefined)
    return { rule, firedAtMs: nowMs, resolvedAtMs: null, verdict, firstVerdict: verdict };
  return { ...before, verdict: worseOf(before.verdict, verdict) };
}

function worseOf(before: Verdict | null, now: Verdict): Verdict {
  if (before === null) return now;
  const higher = verdictRank[now.kind] - verdictRank[before.kind];
  if (higher !== 0) return higher > 0 ? now : before;
  // Of two quiet ones the later has seen more; quiet does not take back a suspicion.
  return now.concern !== 'none' || before.concern === 'none' ? now : before;
}
