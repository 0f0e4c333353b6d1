import pLimit from 'p-limit';
import { comparedWith, isBaselineDue } from '../incident/plan-baseline.ts';
import { hasRoom, noRoomSentence } from '../incident/plan-recording.ts';
import type { Capture, CaptureRole, ProfileKind } from '../model/capture.ts';
import type { WatchEvent } from '../model/event.ts';
import { limits } from '../model/limits.ts';
import type { Figures } from '../model/reading.ts';
import type { MemoryNow } from '../model/recorder.ts';
import { instanceOf, type ProfileSource } from '../model/target.ts';
import { CaptureCosts, type CostBook } from './capture-costs.ts';
import { compareCaptures, type Diffed } from './compare-captures.ts';
import type { Deps } from './deps.ts';
import { memoryOf } from './memory-of.ts';
import { recallCaptures } from './recall-captures.ts';
import { storeWithRoom } from './store-with-room.ts';
import { type CaptureNews, isKnown, type PastTaking, takePast } from './take-past.ts';
import type { EndedLife, TargetState } from './target-state.ts';
import { whyTooEarly } from './why-too-early.ts';

/** Hears of a capture that was started whether anything of it is stored. */
export type CaptureEnded = (isStored: boolean) => void;

/**
 * From a wish to capture to the diff: fetches, stores the bytes as they came, and only then lets them
 * be parsed. One under way for each target, never closer than its least interval.
 */
export class CaptureFlow {
  readonly #deps: Deps;
  readonly #signal: AbortSignal;
  readonly #listener: { readonly diffed: (state: TargetState, event: Diffed) => void };
  readonly #limit = pLimit(limits.captures_in_flight.most);
  readonly #underWay = new Set<Promise<void>>();
  readonly #past: PastTaking;
  readonly costs: CaptureCosts;

  constructor(
    deps: Deps,
    signal: AbortSignal,
    listener: { diffed: (state: TargetState, event: Diffed) => void },
    costs: CostBook = new Map(),
  ) {
    this.#deps = deps;
    this.#signal = signal;
    this.#listener = listener;
    this.costs = new CaptureCosts(costs);
    this.#past = { deps, signal, tell: (state, event) => this.#emit(state, event) };
  }

  /** Captures a baseline of the present life when one is due. */
  takeBaseline(state: TargetState, timeScale: number, nowMs: number): void {
    const { target, lifeStartAtMs } = state;
    if (target.profiles === null || lifeStartAtMs === null) return;
    const ageMs = nowMs - lifeStartAtMs;
    if (!isBaselineDue({ ageMs, taken: state.baselines, timeScale })) return;
    this.take(state, 'baseline', target.profiles.kinds, timeScale);
  }

  /** How many captures wait or are under way. */
  get waiting(): number {
    return this.#underWay.size;
  }

  /** Starts a capture, unless one is under way or was a moment ago: then it says so. Never waits. `ended`: one that was started. */
  take(
    state: TargetState,
    role: CaptureRole,
    kinds: readonly ProfileKind[] | 'all',
    timeScale: number,
    ended: CaptureEnded = () => undefined,
  ): string | null {
    const source = state.target.profiles;
    if (source === null) return 'it has no profiles: neither it nor its configuration names any';
    if (this.#signal.aborted) return 'sawtooth is stopping';
    if (state.recording) state.waiting = () => void this.take(state, role, kinds, timeScale);
    if (state.capturing) return 'a capture of it is under way';
    const nowMs = this.#deps.nowMs();
    const tooEarly = whyTooEarly(state, { intervalMs: source.minIntervalMs / timeScale, nowMs });
    if (tooEarly !== null) return tooEarly;
    state.lastCaptureAtMs = nowMs;
    const { stored } = state;
    const wanted = kinds === 'all' ? source.kinds : kinds;
    const capturing = this.#start(state, () => this.#captureAll(state, source, role, wanted));
    void capturing.then(() => ended(state.stored > stored));
    return null;
  }

  /**
   * Takes one of the recorder's captures of every kind, at whatever distance from the last one: when is the
   * recorder's business. Resolves when it is stored; what it says is asked at the life's end.
   */
  async record(state: TargetState): Promise<void> {
    const source = state.target.profiles;
    if (source === null || state.capturing || this.#signal.aborted) return;
    state.recording = true;
    await this.#start(state, () => this.#captureAll(state, source, 'recorder', source.kinds));
    state.recording = false;
    const { waiting } = state;
    state.waiting = null;
    waiting?.();
  }

  /** Compares the captures of a life that is over, each kind and gc mode by itself. */
  async compareLife(state: TargetState, life: EndedLife): Promise<readonly Diffed[]> {
    const groups = Map.groupBy(life.captures, ({ kind, gc }) => `${kind} ${gc}`);
    const diffed: Diffed[] = [];
    for (const captures of groups.values()) {
      const event = await this.#diffOf(state, captures, life.figuresAt);
      if (event !== null) diffed.push(event);
    }
    return diffed;
  }

  #start(state: TargetState, capture: () => Promise<void>): Promise<void> {
    state.capturing = true;
    const work = this.#limit(() => {
      this.#deps.noteUse?.({ limit: 'captures_in_flight', used: this.#limit.activeCount });
      return capture();
    }).finally(() => {
      state.capturing = false;
      this.#underWay.delete(work);
    });
    this.#underWay.add(work);
    this.#deps.noteUse?.({ limit: 'captures_waiting', used: this.#underWay.size });
    return work;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#underWay]);
  }

  async #captureAll(
    state: TargetState,
    source: ProfileSource,
    role: CaptureRole,
    kinds: readonly ProfileKind[],
  ): Promise<void> {
    const lifeStartAtMs = state.lifeStartAtMs ?? this.#deps.nowMs();
    await recallCaptures(state, lifeStartAtMs, this.#deps, this.#signal);
    for (const kind of kinds.filter((wanted) => source.kinds.includes(wanted))) {
      if (role !== 'baseline') {
        await takePast({ state, source, role, kind, lifeStartAtMs }, this.#past);
      }
      const capture = await this.#captureWithRoom(state, source, { role, kind, lifeStartAtMs });
      // The process died meanwhile: nobody knows which life the bytes are of, so they only lie on disk.
      if (capture === null || state.lifeStartAtMs !== lifeStartAtMs) return;
      if (role === 'baseline' && kind === kinds[0]) state.baselines += 1;
      await this.#take(state, capture);
      if (kind === 'goroutine') await this.#captureLeaked(state, source, { role, lifeStartAtMs });
    }
  }

  /** Captures one kind unless that itself could kill the target, and notes what it cost. */
  async #captureWithRoom(
    state: TargetState,
    source: ProfileSource,
    about: { role: CaptureRole; kind: ProfileKind; lifeStartAtMs: number },
  ): Promise<Capture | null> {
    // The recorder has looked itself, and a store of profiles asks nothing of the target.
    const looks = about.role !== 'recorder' && source.stored === undefined;
    const before = looks ? await memoryOf(state, this.#deps) : null;
    if (before !== null && !hasRoom(before, this.costs.of(state, before))) {
      state.captureFailures += 1;
      const why = noRoomSentence(before, this.costs.of(state, before));
      this.costs.refused(state, before);
      this.#failed(state, about.role, `it is left out while ${why}`);
      return null;
    }
    const capture = await this.#captureOne(state, source, about);
    if (before !== null && capture !== null) await this.#noteCost(state, before, capture);
    return capture;
  }

  async #noteCost(state: TargetState, before: MemoryNow, { bytes }: Capture): Promise<void> {
    const after = await memoryOf(state, this.#deps);
    if (after === null) return;
    this.costs.note(state, before, after, bytes);
  }

  async #take(state: TargetState, capture: Capture): Promise<void> {
    state.captures.push(capture);
    state.figuresAt.set(capture.id, state.figures);
    await this.#compare(state, capture);
  }

  /**
   * Beside its goroutines a program may tell which of them can never go on (Go 1.26 with an experiment).
   * One that does not is no failure and says nothing of its health.
   */
  async #captureLeaked(
    state: TargetState,
    source: ProfileSource,
    about: { role: CaptureRole; lifeStartAtMs: number },
  ): Promise<void> {
    if (!state.tellsLeaked) return;
    const fetched = await this.#deps.fetchProfile(source, 'goroutineleak', this.#signal);
    if (state.lifeStartAtMs !== about.lifeStartAtMs) return;
    state.tellsLeaked = fetched.ok;
    if (!fetched.ok) return;
    const stored = await storeWithRoom(state, fetched.value, about, this.#deps);
    if (!stored.ok) return this.#failed(state, about.role, stored.reason);
    this.#emit(state, { kind: 'captured', capture: stored.value });
    await this.#take(state, stored.value);
  }

  async #captureOne(
    state: TargetState,
    source: ProfileSource,
    about: { role: CaptureRole; kind: ProfileKind; lifeStartAtMs: number },
  ): Promise<Capture | null> {
    const fetched = await this.#deps.fetchProfile(source, about.kind, this.#signal);
    // A store may have nothing newer than the last time.
    if (source.stored !== undefined && fetched.ok && isKnown(state, fetched.value)) return null;
    const stored = fetched.ok
      ? await storeWithRoom(state, fetched.value, about, this.#deps)
      : fetched;
    if (!stored.ok) {
      state.captureFailures += 1;
      this.#failed(state, about.role, stored.reason);
      return null;
    }
    state.captureFailures = 0;
    state.stored += 1;
    this.#emit(state, { kind: 'captured', capture: stored.value });
    return stored.value;
  }

  /** Compares a new capture with those of its kind, life and gc mode, if it is worth it; others are never mixed in. */
  async #compare(state: TargetState, newest: Capture): Promise<void> {
    const alike = comparedWith(newest, state.captures);
    const event = await this.#diffOf(state, alike, state.figuresAt);
    if (event === null) return;
    const { diff, captures } = event;
    const others = state.diffs.filter((other) => other.diff.sampleType !== diff.sampleType);
    if (state.lifeStartAtMs === newest.lifeStartAtMs) state.diffs = [...others, { diff, captures }];
    this.#listener.diffed(state, event);
  }

  async #diffOf(
    state: TargetState,
    alike: readonly Capture[],
    figuresAt: ReadonlyMap<string, Figures>,
  ): Promise<Diffed | null> {
    const compared = await compareCaptures(alike, figuresAt, this.#deps, this.#signal);
    if (!compared.ok) this.#failed(state, null, compared.reason);
    return compared.ok ? compared.value : null;
  }

  #failed(state: TargetState, role: CaptureRole | null, reason: string): void {
    this.#emit(state, { kind: 'capture-failed', role, reason });
  }

  #emit({ target }: TargetState, event: CaptureNews): void {
    const { workload } = target;
    const place = { atMs: this.#deps.nowMs(), target: instanceOf(target), workload };
    this.#deps.emit({ ...place, ...event } satisfies WatchEvent);
  }
}
