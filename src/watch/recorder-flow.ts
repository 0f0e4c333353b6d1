import { diedAtLimit } from '../incident/died-at-limit.ts';
import { lookPauseMs } from '../incident/look-pause.ts';
import { holdsShare, timeToLimitMs, withMemory } from '../incident/memory-history.ts';
import { noRoomSentence, planRecording, type Recording } from '../incident/plan-recording.ts';
import { roseToLimit } from '../incident/rose-to-limit.ts';
import type { Life } from '../model/life.ts';
import type { Reading } from '../model/reading.ts';
import type { MemoryNow, RecorderPolicy } from '../model/recorder.ts';
import type { CaptureFlow } from './capture-flow.ts';
import type { Deps } from './deps.ts';
import {
  beginLife,
  type EndSeen,
  type Flight,
  isOther,
  newFlight,
  noteTook,
  usualTookMs,
} from './flight.ts';
import { LifeEnds, type LifeOver } from './life-ends.ts';
import { memoryOf } from './memory-of.ts';
import { startOf } from './start-of.ts';
import type { TargetState } from './target-state.ts';
import type { Tell } from './tell.ts';
import { intervalsAfter } from './why-too-early.ts';

/** A process that is gone for so long is not about to be there again: its life is told without the next one. */
const goneMs = 20_000;

/** Near the end the kernel's counts are asked this often between looks: they are gone soon after the process. */
const countEveryMs = 50;

/** So long before the limit is reached that begins, or so near to it. */
const endInMs = 10_000;
const endAt = 0.95;

/** What the flow works with. `over`: a life is over, and its captures are compared. */
export type RecorderSurroundings = {
  readonly captures: CaptureFlow;
  readonly tell: Tell;
  readonly timeScale: () => number;
  readonly over: (state: TargetState, over: LifeOver) => void;
};

/** The flight recorder: looks at the memory of a target every few seconds or oftener and keeps a ring of captures of it. */
export class RecorderFlow {
  readonly #deps: Deps;
  readonly #around: RecorderSurroundings;
  readonly #lives: LifeEnds;
  readonly #flights = new WeakMap<TargetState, Flight>();

  constructor(deps: Deps, around: RecorderSurroundings) {
    this.#deps = deps;
    this.#around = around;
    this.#lives = new LifeEnds(around);
  }

  /** The present life of a target is over; null: nobody knows how. To be called before the next is entered. */
  left(state: TargetState, life: Life | null): void {
    const flight = this.#flights.get(state);
    const isOurs = flight !== undefined && flight.lifeStartAtMs === state.lifeStartAtMs;
    this.#lives.left(state, life, isOurs && roseToLimit(flight.history));
  }

  /**
   * A reading of a target, with how the life before ended where it is the first of a new one and its source does not
   * say: looks are closer than scrapes, so a process that rose fast was seen at its limit by them alone.
   */
  witnessed(state: TargetState, reading: Reading): Reading {
    const flight = this.#flights.get(state);
    const isOver =
      flight?.lifeStartAtMs === state.lifeStartAtMs && isOther(startOf(reading), flight);
    if (!isOver || reading.lastExit !== undefined) return reading;
    // The kernel's counts are by now those around the new process.
    const by = flight.killedBy ?? this.#byLevel(flight);
    if (by === null) return reading;
    if (by === 'none') return { ...reading, lastExit: 'unknown' };
    return { ...reading, lastExit: 'oom', lastExitBy: by };
  }

  /** Resolves when no life is being compared. */
  idle(): Promise<void> {
    return this.#lives.idle();
  }

  /** Records one target until `signal` is aborted. */
  async run(state: TargetState, signal: AbortSignal): Promise<void> {
    const flight = newFlight(this.#deps);
    this.#flights.set(state, flight);
    state.makeRoom = (coming) => flight.ring.makeRoom(state, coming);
    while (!signal.aborted) {
      await this.#look(state, flight);
      await this.#rest(state, flight, signal);
    }
  }

  /** Waits for the next look; near the end not without asking the kernel's counts. */
  async #rest(state: TargetState, flight: Flight, signal: AbortSignal): Promise<void> {
    const { history } = flight;
    const waitMs = lookPauseMs(history, ageMs(flight, this.#deps.nowMs()));
    const restMs = timeToLimitMs(history) ?? Number.POSITIVE_INFINITY;
    const isNear = restMs < endInMs || holdsShare(endAt, history.at(-1));
    const step = isNear ? countEveryMs : waitMs;
    for (let leftMs = waitMs; leftMs > 0 && !signal.aborted; leftMs -= step) {
      if (isNear) this.#deps.killedBy(state.target);
      await this.#deps.sleep(Math.min(step, leftMs), signal);
    }
  }

  async #look(state: TargetState, flight: Flight): Promise<void> {
    const { recorder } = state.target;
    if (recorder === undefined || state.lifeStartAtMs === null) return;
    if (state.lifeStartAtMs !== flight.lifeStartAtMs) beginLife(flight, state);
    const now = await memoryOf(state, this.#deps);
    if (now === null) return this.#notThere(state, flight);
    // What is there is another process than the one last scraped: that comes first.
    const start = startOf(now);
    if (isOther(start, flight)) {
      flight.killedBy ??= this.#killedBy(state, flight);
      return state.wake();
    }
    flight.start = start ?? flight.start;
    flight.goneSinceMs = null;
    flight.killedBy = null;
    // By the clock as it is set now: the life's own start stays what it was.
    const { startAtMs } = flight.start ?? { startAtMs: state.lifeStartAtMs };
    flight.history = withMemory(flight.history, now, now.atMs - startAtMs);
    const policy = scaled(recorder, this.#around.timeScale());
    const newest = state.captures.at(-1);
    const life = {
      startAtMs,
      newestAtMs: newest?.atMs ?? null,
      highestBytes: flight.highestBytes,
      tookMs: usualTookMs(flight),
      cost: this.#around.captures.costs.of(state, now),
    };
    const due = planRecording(now, life, timeToLimitMs(flight.history), policy);
    await this.#perform(state, flight, due, now, policy);
  }

  async #perform(
    state: TargetState,
    flight: Flight,
    due: Recording | null,
    now: MemoryNow,
    policy: RecorderPolicy,
  ): Promise<void> {
    if (due === null || state.target.profiles === null || state.capturing) return;
    if (due === 'no-room') return this.#noRoom(state, flight, now);
    const pauseMs = intervalsAfter(flight.failures) * policy.minIntervalMs;
    // After a clock that was set back the pause begins anew, rather than last until then.
    flight.lastTryAtMs = Math.min(flight.lastTryAtMs, now.atMs);
    if (flight.failures > 0 && now.atMs - flight.lastTryAtMs < pauseMs) return;
    flight.lastTryAtMs = now.atMs;
    const before = new Set(state.captures);
    await this.#around.captures.record(state);
    const taken = state.captures.filter((capture) => !before.has(capture));
    const [first] = taken;
    flight.failures = first === undefined ? flight.failures + 1 : 0;
    if (first === undefined || first.lifeStartAtMs !== flight.lifeStartAtMs) return;
    const after = await memoryOf(state, this.#deps);
    const bytes = Math.max(...taken.map((capture) => capture.bytes));
    if (after !== null) this.#around.captures.costs.note(state, now, after, bytes);
    noteTook(
      flight,
      taken.reduce((sum, { tookMs }) => sum + tookMs, 0),
    );
    flight.highestBytes = Math.max(flight.highestBytes, now.usedBytes);
    const problems = await flight.ring.add(state, taken, now.usedBytes, policy);
    for (const reason of problems) this.#tellFailure(state, reason);
  }

  #notThere(state: TargetState, flight: Flight): void {
    const nowMs = this.#deps.nowMs();
    const last = flight.history.at(-1);
    flight.goneSinceMs = Math.min(flight.goneSinceMs ?? nowMs, nowMs);
    flight.killedBy ??= this.#killedBy(state, flight);
    if (last === undefined || nowMs - flight.goneSinceMs < goneMs) return;
    const rose = roseToLimit(flight.history);
    flight.history = [];
    this.#lives.vanished(state, last, flight.killedBy, rose);
  }

  /** The kernel's count, also that there was no kill; where nobody may see it what the last looks say. */
  #killedBy({ target }: TargetState, flight: Flight): EndSeen | null {
    return this.#deps.killedBy(target) ?? this.#byLevel(flight);
  }

  #byLevel({ history, goneSinceMs }: Flight): 'level' | null {
    return diedAtLimit(history, goneSinceMs ?? this.#deps.nowMs()) ? 'level' : null;
  }

  #noRoom(state: TargetState, flight: Flight, now: MemoryNow): void {
    this.#around.captures.costs.refused(state, now);
    if (flight.toldNoRoom) return;
    flight.toldNoRoom = true;
    this.#tellFailure(
      state,
      `the recorder leaves captures out while ${noRoomSentence(now, this.#around.captures.costs.of(state, now))}`,
    );
  }

  #tellFailure(state: TargetState, reason: string): void {
    this.#around.tell({ kind: 'capture-failed', role: 'recorder', reason }, state);
  }
}

/** How old the life is; what is gone is looked for as what is new. */
function ageMs({ goneSinceMs, start, lifeStartAtMs }: Flight, nowMs: number): number {
  return goneSinceMs === null ? nowMs - (start?.startAtMs ?? lifeStartAtMs ?? nowMs) : 0;
}

function scaled(policy: RecorderPolicy, timeScale: number): RecorderPolicy {
  return { ...policy, minIntervalMs: policy.minIntervalMs / timeScale };
}
