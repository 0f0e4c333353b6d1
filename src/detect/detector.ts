import type { Life } from '../model/life.ts';
import { limits } from '../model/limits.ts';
import type { Reading } from '../model/reading.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { DetectRule } from '../model/rule.ts';
import type { TimelinePoint } from '../model/timeline.ts';
import type { Verdict } from '../model/verdict.ts';
import { constants } from './constants.ts';
import {
  type DetectorState,
  restoreInstance,
  saveInstance,
  stateVersion,
} from './detector-state.ts';
import { endLevel } from './end-level.ts';
import { endLife, precedentFor } from './end-life.ts';
import { floorsOverTiers } from './floors-over-tiers.ts';
import { hold } from './hold.ts';
import { type Instance, putNumber } from './instance.ts';
import { instancePart } from './instance-part.ts';
import { copySteps, noteStep } from './instance-steps.ts';
import { isReplaced } from './is-replaced.ts';
import { judge } from './judge.ts';
import { noteInOrder, noteLate } from './late-reading.ts';
import { endCause, lifeEdge } from './lives.ts';
import { longestGapMs } from './longest-gap-ms.ts';
import { look } from './look.ts';
import { noPast, withLife } from './past-lives.ts';
import { runningLife } from './running-life.ts';
import { isAskedFor, isCount, type SeriesName } from './series.ts';
import { stoodAtLimit } from './stood-at-limit.ts';
import { newInstance, takeReading } from './take-reading.ts';
import { isRising, type Track } from './track.ts';
import { looksLikeNewLife } from './value-cliff.ts';

const none: readonly never[] = [];

/**
 * Everything that detection remembers of one workload, in bounded memory, and its verdict at any
 * time. Readings come in the order of time for each instance; what is older than the newest is left
 * out. No clock: times are the readings' own.
 */
export class Detector {
  readonly #timeScale: number;
  /** Nearly always one, for which no list is kept. */
  #first: Instance | null = null;
  #others: readonly Instance[] = none;
  #past = noPast;
  /** The first reading of all: where the buckets' grid starts. */
  #originMs: number | null = null;

  /** `timeScale`: what one second counts as; every time constant is divided by it. */
  constructor({ timeScale }: { readonly timeScale: number }) {
    this.#timeScale = timeScale;
  }

  /**
   * Goes on where `save` left off; every later verdict is the one that would have come without. Fails
   * for a state that another version of the detector saved.
   */
  static restore(state: DetectorState): Result<Detector> {
    if (state.version !== stateVersion) {
      return failure(
        `The saved state of a detector has version ${state.version}, and this one reads ${stateVersion}: start a new detector, it learns again from the next readings on.`,
      );
    }
    const detector = new Detector({ timeScale: state.timeScale });
    detector.#originMs = state.originMs;
    const { records, precedents } = state;
    if (records.length + precedents.length > 0) detector.#past = { records, precedents };
    detector.#instances = state.instances.map(restoreInstance);
    return success(detector);
  }

  /** All that is remembered, as plain data that survives JSON. */
  save(): DetectorState {
    return structuredClone({
      version: stateVersion,
      timeScale: this.#timeScale,
      originMs: this.#originMs,
      ...this.#past,
      instances: this.#instances.map(saveInstance),
    });
  }

  /** Takes in what one scrape said of one process. */
  observe(reading: Reading): void {
    this.#originMs ??= reading.atMs;
    const instance = this.#named(reading.instance);
    if (instance === undefined) this.#begin(reading);
    else if (reading.atMs <= instance.heardAtMs) this.#late(instance, reading);
    else this.#next(instance, reading);
  }

  /** What a rule makes of all that was observed. Changes nothing. */
  judge(detect: DetectRule, nowMs: number): Verdict {
    return judge(detect, {
      nowMs,
      timeScale: this.#timeScale,
      contextMs: nowMs - (this.#originMs ?? nowMs),
      instances: this.#instances,
      records: this.#past.records,
      lives: this.lives,
    });
  }

  /** The lives that ended, oldest first, then the running ones. */
  get lives(): readonly Life[] {
    return [...this.#past.records.map(({ life }) => life), ...this.#instances.map(runningLife)];
  }

  /**
   * The floors of one signal in the running life, oldest first, the finest that are still known at each time. Their
   * peaks are what is kept of them: the highest of the finer floors.
   */
  floors(signal: SeriesName, instance?: string): readonly TimelinePoint[] {
    const found = instance === undefined ? this.#first : this.#named(instance);
    const track = found?.tracks[signal];
    if (track === undefined) return [];
    return floorsOverTiers(track).map(({ at, floor, high }) => ({
      atMs: this.#timeOf(at),
      floor,
      peak: high,
    }));
  }

  /** One too many is left out: to take the place of another that lives would have both begin anew at each scrape. */
  #begin(reading: Reading): void {
    const instance = newInstance(reading);
    this.#instances = this.#instances.concat(instance);
    this.#retireSilent(reading);
    if (this.#instances.length <= limits.instances_of_workload.most) this.#take(instance, reading);
    else this.#instances = this.#instances.slice(0, -1);
  }

  #next(instance: Instance, reading: Reading): void {
    noteInOrder(instance);
    if (this.#isNewStretch(instance, reading)) this.#retireSilent(reading);
    const { doubtful } = instance;
    instance.doubtful = null;
    if (doubtful !== null) {
      if (looksLikeNewLife(instance, reading, this.#timeScale)) {
        this.#cut(instance, doubtful, true);
        this.observe(reading);
        return;
      }
      this.#continue(instance, doubtful);
    }
    const edge = lifeEdge(instance, reading);
    if (edge === 'new') this.#cut(instance, reading, false);
    else if (edge === 'unknown' && looksLikeNewLife(instance, reading, this.#timeScale)) {
      instance.doubtful = reading;
    } else this.#continue(instance, reading);
  }

  #continue(instance: Instance, reading: Reading): void {
    noteStep(instance, reading.atMs - instance.lastAtMs, this.#timeScale);
    this.#take(instance, reading);
  }

  /** Ends the life of an instance and starts its next one with `reading`. */
  #cut(instance: Instance, reading: Reading, inferred: boolean): void {
    this.#end(instance, reading, inferred, reading.startAtMs ?? reading.atMs);
    const { limitBytes } = instance;
    const next = newInstance(reading);
    copySteps(instance, next);
    if (next.limitBytes === null && limitBytes !== null) {
      putNumber(next, instancePart.limitBytes, limitBytes);
    }
    this.#replace(instance, next);
    this.#take(next, reading);
  }

  /** `byMs`: when it was over at the latest; of who was replaced, when he fell silent. */
  #end(instance: Instance, next: Reading, inferred: boolean, byMs: number): void {
    const level = endLevel(instance);
    const longestMs = longestGapMs(instance, this.#timeScale);
    const ended = endLife(instance, {
      ...endCause(instance, next, stoodAtLimit(level, byMs - instance.lastAtMs, longestMs)),
      inferred,
      atLimit: stoodAtLimit(level, 0, 0),
      startAt: this.#unitsOf(instance.seenAtMs - (this.#originMs ?? 0)),
      endAt: this.#unitsOf(instance.lastAtMs - (this.#originMs ?? 0)),
    });
    this.#past = withLife(this.#past, ended);
  }

  /** With others there: whether a gap's length has passed, on a grid that needs no memory. */
  #isNewStretch({ lastAtMs }: Instance, { atMs }: Reading): boolean {
    const stretchOf = (ms: number) =>
      Math.floor(((ms - (this.#originMs ?? 0)) * this.#timeScale) / constants.gapMs);
    return this.#others.length > 0 && stretchOf(atMs) !== stretchOf(lastAtMs);
  }

  /** A pod that fell silent when another one came, or not long after, was replaced by it. */
  #retireSilent(reading: Reading): void {
    const newestMs = Math.max(...this.#instances.map(({ seenAtMs }) => seenAtMs));
    for (const instance of this.#instances) {
      if (instance.name === reading.instance) continue;
      if (!isReplaced(instance, { nowMs: reading.atMs, newestMs }, this.#timeScale)) continue;
      this.#end(instance, reading, false, instance.lastAtMs);
      this.#instances = this.#instances.filter((other) => other !== instance);
    }
  }

  /** Out of order or twice: left out. Unless it goes on like that: then the clock was set back. */
  #late(instance: Instance, reading: Reading): void {
    if (reading.atMs === instance.heardAtMs) return;
    if (!noteLate(instance, reading.atMs)) return;
    const fresh = newInstance(reading);
    this.#replace(instance, fresh);
    this.#take(fresh, reading);
  }

  #take(instance: Instance, reading: Reading): void {
    const at = Math.floor(this.#unitsOf(reading.atMs - (this.#originMs ?? 0)));
    takeReading(instance, reading, at, this.#lookAt, this);
  }

  /** A series closed a bucket of so many tiers. One function for all detectors: a sample is no place to make one. */
  #lookAt(instance: Instance, name: SeriesName, track: Track, tiers: number): void {
    if (!isAskedFor(name)) return;
    const nowMs = instance.lastAtMs;
    const limit = isCount(name) ? null : instance.limitBytes;
    const precedent = precedentFor(this.#past.precedents, name, nowMs, this.#timeScale);
    look(track, instance, tiers, { limit, precedent });
    if (!isRising(track)) return;
    const now = this.#unitsOf(nowMs - (this.#originMs ?? 0));
    hold(track, instance, name, { tiers, now });
  }

  get #instances(): readonly Instance[] {
    return this.#first === null ? none : [this.#first, ...this.#others];
  }

  set #instances(all: readonly Instance[]) {
    this.#first = all[0] ?? null;
    this.#others = all.length > 1 ? all.slice(1) : none;
  }

  #named(name: string): Instance | undefined {
    if (this.#first?.name === name) return this.#first;
    return this.#others.find((instance) => instance.name === name);
  }

  #replace(before: Instance, next: Instance): void {
    this.#instances = this.#instances.map((instance) => (instance === before ? next : instance));
  }

  #unitsOf(ms: number): number {
    return (ms * this.#timeScale) / constants.baseWidthMs;
  }

  #timeOf(at: number): number {
    return (this.#originMs ?? 0) + (at * constants.baseWidthMs) / this.#timeScale;
  }
}
