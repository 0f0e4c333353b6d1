import { Detector } from '../detect/detector.ts';
import { type IncidentEvent, type IncidentTrack, untracked } from '../incident/state.ts';
import { type Step, step } from '../incident/step.ts';
import type { Life } from '../model/life.ts';
import type { Reading } from '../model/reading.ts';
import type { Rule } from '../model/rule.ts';
import type { Sample } from '../model/sample.ts';
import type { Verdict } from '../model/verdict.ts';

/** What one rule remembers of one workload. */
type Watched = {
  rule: Rule;
  track: IncidentTrack;
  verdict: Verdict | null;
  judgedAtMs: number;
};

/** The answer of one rule to the newest reading. */
export type Judgement = { readonly rule: Rule; readonly verdict: Verdict; readonly isNew: boolean };

/**
 * One workload: the detectors that its readings go into, and the rules that look at it. It holds
 * state and no clock: `replay` and the live engine drive it alike, so they cannot differ.
 */
export class WorkloadWatch {
  /** One for each time scale among the rules: a scale is a property of what is kept. */
  readonly #detectors = new Map<number, Detector>();
  #watched: Watched[] = [];

  constructor(rules: readonly Rule[]) {
    this.follow(rules);
  }

  /** Judges by these rules from now on; a rule of the same name keeps what it remembers. */
  follow(rules: readonly Rule[]): void {
    this.#watched = rules.map((rule) => {
      const same = ({ rule: { alert, group } }: Watched) =>
        alert === rule.alert && group === rule.group;
      const known = this.#watched.find(same);
      return known === undefined
        ? { rule, track: untracked, verdict: null, judgedAtMs: Number.NEGATIVE_INFINITY }
        : { ...known, rule };
    });
    for (const { timeScale } of rules) {
      if (!this.#detectors.has(timeScale)) {
        this.#detectors.set(timeScale, new Detector({ timeScale }));
      }
    }
  }

  observe(reading: Reading): void {
    for (const detector of this.#detectors.values()) detector.observe(reading);
  }

  /** Asks each rule whose evaluation interval has passed. */
  judge(nowMs: number): Judgement[] {
    return this.#watched.flatMap((watched) => {
      const { rule } = watched;
      // A tenth of slack: a scrape that comes a moment early must not cost a whole interval.
      const dueAtMs = watched.judgedAtMs + (0.9 * rule.intervalMs) / rule.timeScale;
      const backwards = nowMs < watched.judgedAtMs;
      if (nowMs < dueAtMs && !backwards) return [];
      const verdict = this.#detectorOf(rule).judge(rule.detect, nowMs);
      const isNew = !saysTheSame(watched.verdict, verdict);
      watched.verdict = verdict;
      watched.judgedAtMs = nowMs;
      return [{ rule, verdict, isNew }];
    });
  }

  /** Feeds an event into one rule's incident. */
  step(rule: Rule, event: IncidentEvent): Step['effects'] {
    const watched = this.#watched.find((other) => other.rule === rule);
    if (watched === undefined) return [];
    const { track, effects } = step(watched.track, event, rule);
    watched.track = track;
    return effects;
  }

  get tracks(): readonly { readonly rule: Rule; readonly track: IncidentTrack }[] {
    return this.#watched;
  }

  /** The worst verdict of its rules; null before the first. */
  get verdict(): Verdict | null {
    const verdicts = this.#watched.flatMap(({ verdict }) => (verdict === null ? [] : [verdict]));
    return verdicts.toSorted((a, b) => severity(b) - severity(a))[0] ?? null;
  }

  /** The running life of an instance. */
  lifeOf(instance: string): Life | null {
    const [detector] = this.#detectors.values();
    const running = (life: Life) => life.instance === instance && life.endAtMs === null;
    return detector?.lives.findLast(running) ?? null;
  }

  get lives(): readonly Life[] {
    const [detector] = this.#detectors.values();
    return detector?.lives ?? [];
  }

  /** Floors of an instance for a view, of the signal that its verdict rests on. */
  floors(instance: string): readonly Sample[] {
    const signal = this.verdict?.signal ?? null;
    const [detector] = this.#detectors.values();
    return detector === undefined || signal === null ? [] : detector.floors(signal, instance);
  }

  #detectorOf(rule: Rule): Detector {
    const detector = this.#detectors.get(rule.timeScale);
    if (detector === undefined) throw new Error(`no detector for time scale ${rule.timeScale}`);
    return detector;
  }
}

/** Whether two verdicts are the same news; their numbers differ at every scrape. */
function saysTheSame(a: Verdict | null, b: Verdict): boolean {
  return a?.kind === b.kind && a.concern === b.concern && a.leakKind === b.leakKind;
}

function severity({ kind, concern }: Verdict): number {
  const byConcern = { none: 0, suspicion: 10, alarm: 20 }[concern];
  return byConcern + { 'insufficient-data': 0, steady: 1, leak: 2, sawtooth: 3 }[kind];
}
