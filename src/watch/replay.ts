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
  const replayer = new Replayer(rules);
  for (const reading of readings) replayer.observe(reading);
  return replayer.end();
}

/** The same for readings that come little by little, so that nobody has to hold them all at once. */
export class Replayer {
  readonly #watch: WorkloadWatch;
  readonly #open = new Map<Rule, ReplayedIncident>();
  readonly #incidents: ReplayedIncident[] = [];
  #worst: Verdict | null = null;
  #nowMs = Number.NEGATIVE_INFINITY;

  constructor(rules: readonly Rule[]) {
    this.#watch = new WorkloadWatch(rules);
  }

  /** Takes in one reading; the readings of all instances of one time are judged together. */
  observe(reading: Reading): void {
    if (reading.atMs > this.#nowMs && Number.isFinite(this.#nowMs)) this.#judge();
    this.#nowMs = reading.atMs;
    this.#watch.observe(reading);
  }

  /** What was said, after the last reading. */
  end(): Replay {
    if (Number.isFinite(this.#nowMs)) this.#judge();
    const all = [...this.#incidents, ...this.#open.values()];
    return {
      incidents: all.toSorted((a, b) => a.firedAtMs - b.firedAtMs),
      worst: this.#worst,
      last: this.#watch.verdict,
    };
  }

  #judge(): void {
    const nowMs = this.#nowMs;
    for (const { rule, verdict } of this.#watch.judge(nowMs)) {
      this.#worst = worseOf(this.#worst, verdict);
      const state = stepOn(this.#watch, rule, verdict, nowMs);
      const firing = this.#open.get(rule);
      if (state === 'firing') this.#open.set(rule, extend(firing, rule, verdict, nowMs));
      else if (firing !== undefined) {
        this.#open.delete(rule);
        this.#incidents.push({ ...firing, resolvedAtMs: nowMs });
      }
    }
  }
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
