import { Detector } from '../detect/detector.ts';
import { type IncidentEvent, type IncidentTrack, untracked } from '../incident/state.ts';
import { type Step, step } from '../incident/step.ts';
import type { Incident } from '../model/incident.ts';
import type { Life } from '../model/life.ts';
import type { Reading } from '../model/reading.ts';
import type { Rule } from '../model/rule.ts';
import { unitOf } from '../model/signal.ts';
import type { TimelinePoint } from '../model/timeline.ts';
import { concernRank, type Verdict, verdictRank } from '../model/verdict.ts';
import type { RecalledWorkload } from './recall-workload.ts';
import { isSameRule } from './same-rule.ts';
import { recalledTrack, type SavedWorkload, savedTrack, savedVersion } from './saved-workload.ts';

/** What one rule remembers of one workload. */
type Watched = {
  rule: Rule;
  track: IncidentTrack;
  verdict: Verdict | null;
  judgedAtMs: number;
};

/** The answer of one rule to the newest reading. `isNews`: nothing like it was said before. */
export type Judgement = {
  readonly rule: Rule;
  readonly verdict: Verdict;
  readonly isNews: boolean;
};

/**
 * One workload: the detectors that its readings go into, and the rules that look at it. It holds
 * state and no clock: `replay` and the live engine drive it alike, so they cannot differ.
 */
export class WorkloadWatch {
  /** One for each time scale among the rules: a scale is a property of what is kept. */
  readonly #detectors = new Map<number, Detector>();
  #watched: Watched[] = [];
  #firstAtMs = Number.NaN;
  #lastAtMs = Number.NaN;

  constructor(rules: readonly Rule[]) {
    this.follow(rules);
  }

  /** Judges by these rules from now on; a rule of the same name keeps what it remembers. */
  follow(rules: readonly Rule[]): void {
    this.#watched = rules.map((rule) => {
      const known = this.#watched.find((watched) => isSameRule(watched.rule, rule));
      return known === undefined
        ? { rule, track: untracked, verdict: null, judgedAtMs: Number.NEGATIVE_INFINITY }
        : { ...known, rule };
    });
    for (const { timeScale } of rules) {
      if (!this.#detectors.has(timeScale)) {
        this.#detectors.set(timeScale, new Detector({ timeScale }));
      }
    }
    for (const timeScale of this.#detectors.keys()) {
      if (!rules.some((rule) => rule.timeScale === timeScale)) this.#detectors.delete(timeScale);
    }
  }

  /** All that is known, as plain data. */
  save(): SavedWorkload {
    return {
      version: savedVersion,
      firstAtMs: this.#firstAtMs,
      lastAtMs: this.#lastAtMs,
      detectors: [...this.#detectors.values()].map((detector) => detector.save()),
      tracks: this.#watched.map(({ rule, track, judgedAtMs }) =>
        savedTrack(rule, track, judgedAtMs),
      ),
    };
  }

  /**
   * Goes on with what an earlier process knew, in place of what is known by now. `stored`: incidents that are in the
   * store, by id.
   */
  recall(
    { saved, detectors, isContinuous }: RecalledWorkload,
    stored: ReadonlySet<string> = new Set(),
  ): void {
    this.#firstAtMs = saved.firstAtMs;
    this.#lastAtMs = saved.lastAtMs;
    for (const [timeScale, detector] of detectors) this.#detectors.set(timeScale, detector);
    for (const watched of this.#watched) {
      const known = saved.tracks.find((track) => isSameRule(watched.rule, track));
      if (known === undefined) continue;
      // It was saved before it fired, and its record says what became of it.
      const isStored = known.pending !== null && stored.has(known.pending.id);
      const rest = isStored ? { ...known, pending: null } : known;
      watched.track = recalledTrack(watched.track, rest, isContinuous);
      if (!isContinuous || typeof known.judgedAtMs !== 'number') continue;
      // It is due when it would have been, and until then says what it said.
      watched.judgedAtMs = known.judgedAtMs;
      const { rule } = watched;
      watched.verdict = this.#detectorOf(rule).judge(rule.detect, known.judgedAtMs);
    }
  }

  observe(reading: Reading): void {
    if (Number.isNaN(this.#firstAtMs)) this.#firstAtMs = reading.atMs;
    this.#lastAtMs = reading.atMs;
    for (const detector of this.#detectors.values()) detector.observe(reading);
  }

  /** Asks each rule whose evaluation interval has passed. */
  judge(nowMs: number): Judgement[] {
    const said = new Set<string>();
    return this.#watched.flatMap((watched) => {
      const { rule } = watched;
      // A tenth of slack: a scrape that comes a moment early must not cost a whole interval.
      const dueAtMs = watched.judgedAtMs + (0.9 * rule.intervalMs) / rule.timeScale;
      const backwards = nowMs < watched.judgedAtMs;
      if (nowMs < dueAtMs && !backwards) return [];
      const verdict = this.#detectorOf(rule).judge(rule.detect, nowMs);
      const isNews = changed(watched.verdict, verdict) && !said.has(gistOf(verdict));
      if (isNews) said.add(gistOf(verdict));
      watched.verdict = verdict;
      watched.judgedAtMs = nowMs;
      return [{ rule, verdict, isNews }];
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

  /** Goes on with an incident of a rule where another process left it. */
  restore(rule: Rule, track: IncidentTrack): void {
    const watched = this.#watched.find((other) => other.rule === rule);
    if (watched !== undefined) watched.track = track;
  }

  get hasReadings(): boolean {
    return !Number.isNaN(this.#lastAtMs);
  }

  /** Of the newest reading; NaN before the first. */
  get lastAtMs(): number {
    return this.#lastAtMs;
  }

  /** From the first reading to the last. */
  get knownForMs(): number {
    return Number.isNaN(this.#firstAtMs) ? 0 : Math.max(0, this.#lastAtMs - this.#firstAtMs);
  }

  /** Those for which something is kept. */
  get timeScales(): readonly number[] {
    return [...this.#detectors.keys()];
  }

  /** Whether no incident of it goes on. */
  get isAtRest(): boolean {
    return this.#watched.every(
      ({ track: { incident } }) => incident === null || incident.state === 'resolved',
    );
  }

  /** The incident of one rule; null while it has none. */
  incidentOf(rule: Rule): Incident | null {
    return this.#watched.find((other) => other.rule === rule)?.track.incident ?? null;
  }

  get tracks(): readonly { readonly rule: Rule; readonly track: IncidentTrack }[] {
    return this.#watched;
  }

  /** Drops what made the verdicts that nobody will ask for: quiet ones of a fleet too large to look through. */
  forgetQuietEvidence(): void {
    for (const watched of this.#watched) {
      const { verdict } = watched;
      if (verdict === null || verdict.concern !== 'none' || verdict.lives === nothing) continue;
      watched.verdict = { ...verdict, evidence: noEvidence, lives: nothing };
    }
  }

  /** The worst verdict of its rules; null before the first. */
  get verdict(): Verdict | null {
    const verdicts = this.#watched.flatMap(({ verdict }) => (verdict === null ? [] : [verdict]));
    return verdicts.toSorted((a, b) => rankOf(b) - rankOf(a))[0] ?? null;
  }

  /** The running life of an instance. */
  lifeOf(instance: string): Life | null {
    const [detector] = this.#detectors.values();
    const running = (life: Life) => life.instance === instance && life.endAtMs === null;
    return detector?.lives.findLast(running) ?? null;
  }

  /** The newest life of an instance that has ended. */
  endedLife(instance: string): Life | null {
    const ended = (life: Life) => life.instance === instance && life.endAtMs !== null;
    return this.lives.findLast(ended) ?? null;
  }

  /** When the lives of an instance ended that are known, oldest first. */
  endsOf(instance: string): readonly number[] {
    return this.lives.flatMap((life) =>
      life.instance === instance && life.endAtMs !== null ? [life.endAtMs] : [],
    );
  }

  get lives(): readonly Life[] {
    const [detector] = this.#detectors.values();
    return detector?.lives ?? [];
  }

  /** Floors of an instance for a view, of the signal that its verdict rests on unless told of which. */
  floors(instance: string, signal = this.verdict?.signal ?? null): readonly TimelinePoint[] {
    const [detector] = this.#detectors.values();
    return detector === undefined || signal === null ? [] : detector.floors(signal, instance);
  }

  #detectorOf(rule: Rule): Detector {
    const detector = this.#detectors.get(rule.timeScale);
    if (detector === undefined) throw new Error(`no detector for time scale ${rule.timeScale}`);
    return detector;
  }
}

const noEvidence = {};
const nothing: readonly Life[] = [];

/** That there is too little data is news only to who had a verdict before. */
function changed(before: Verdict | null, now: Verdict): boolean {
  if (before === null) return now.kind !== 'insufficient-data';
  return gistOf(before) !== gistOf(now);
}

/** What a verdict says, without its numbers, which differ at every scrape; two rules may say the same. */
function gistOf({ kind, concern, leakKind, signal }: Verdict): string {
  return [kind, concern, leakKind, signal].join(' ');
}

/** Of two verdicts that are alike the one on memory is told: that files are steady is not what anybody asked. */
function rankOf({ kind, concern, signal }: Verdict): number {
  return 100 * concernRank[concern] + 10 * verdictRank[kind] + witnessOf(signal);
}

function witnessOf(signal: Verdict['signal']): number {
  if (signal === null) return 0;
  return signal !== 'value' && unitOf(signal) === 'count' ? 1 : 2;
}
