import type { ContainerEnd, ContainerRef } from '../model/container.ts';
import type { Reading } from '../model/reading.ts';
import { type Result, success } from '../model/result.ts';
import { isSameStart } from '../model/same-start.ts';
import type { Target } from '../model/target.ts';
import { endOfReason } from './end-of-reason.ts';
import { SeenLately } from './seen-lately.ts';

/**
 * The kubelet tells of an end some seconds after it; so long its word is waited for, once a life. Where it was waited for in
 * vain (of who is replaced within its container nobody tells) no longer than until the next scrape, which would be lost.
 */
const longestWaitMs = 10_000;
const askEveryMs = 250;

/** The API writes whole seconds, and starts read of a page drift by up to one. */
const roughMs = 2_000;
const driftMs = 1_000;

/** Where nobody tells when a process began, ours and the node's clock may be apart by so much. */
const skewMs = 5_000;

/** A process that began so soon after its container is the one that the container was started for. */
const startsWithinMs = 60_000;

/** Killed by a signal that the kernel sends for want of memory, and others do too. */
const sigkill = 128 + 9;

/** Counters that fall only with their process. */
const counters = ['allocTotal', 'gcCount', 'cpuSeconds'] as const;

/** `ask`: how the life before the present one of a container ended, as of now; null: that is not known. */
type World = {
  readonly ask: (container: ContainerRef) => ContainerEnd | null;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A clock that nobody sets. */
  readonly nowMs: () => number;
};

type Exit = Pick<Reading, 'lastExit' | 'lastExitBy'>;
/** `exit` null: how the life before ended was waited for in vain. */
type Known = { readonly newest: Reading; readonly exit: Exit | null };

/**
 * What the cluster's API says of how containers end, told with the readings of the life after: `lastState.terminated`
 * of the pod that a target was found as. It comes some seconds late, so the first reading of a new life waits for it;
 * an end that is not this life's (another's of before, a process' within its container) is not taken for it.
 */
export class ContainerExits {
  readonly #world: World;
  readonly #known = new Map<string, Known>();
  readonly #seen: SeenLately;

  constructor(world: World) {
    this.#world = world;
    this.#seen = new SeenLately(world.nowMs);
  }

  /** A scrape of a target; its reading says how the life before ended. Those that were found as no container pass. */
  async scraped(
    target: Target,
    signal: AbortSignal,
    scrape: () => Promise<Result<Reading>>,
  ): Promise<Result<Reading>> {
    const { container, id } = target;
    const startedMs = this.#world.nowMs();
    const scraped = await scrape();
    if (container === undefined || !scraped.ok) return scraped;
    this.#seen.note(target);
    for (const gone of this.#seen.gone()) this.#known.delete(gone);
    const { value: reading } = scraped;
    const known = this.#known.get(id);
    const exit =
      known !== undefined && !isOtherLife(known.newest, reading)
        ? known.exit
        : await this.#exitOf(
            container,
            [known?.newest, reading],
            known?.exit === null ? startedMs + target.scrapeIntervalMs - askEveryMs : null,
            signal,
          );
    this.#known.set(id, { newest: reading, exit });
    return success({ ...exit, ...reading });
  }

  /** How the life of the reading before ended, given the first one of the life after; `byMs`: it is not waited for any longer. */
  async #exitOf(
    container: ContainerRef,
    [before, first]: readonly [Reading | undefined, Reading],
    byMs: number | null,
    signal: AbortSignal,
  ): Promise<Known['exit']> {
    const longestMs = this.#world.nowMs() + longestWaitMs;
    const untilMs = Math.min(longestMs, byMs ?? longestMs);
    for (;;) {
      const end = this.#world.ask(container);
      if (end !== null && isOfLifeBefore(end, before, first)) return exitOf(end);
      if (before === undefined) return {};
      if (this.#world.nowMs() >= untilMs || signal.aborted) return null;
      await this.#world.sleep(askEveryMs, signal);
    }
  }
}

function isOtherLife(before: Reading, now: Reading): boolean {
  const { startAtMs, startTicks } = now;
  if (before.startAtMs !== undefined && startAtMs !== undefined) {
    const start = { startAtMs: before.startAtMs, startTicks: before.startTicks };
    return !isSameStart(start, { startAtMs, startTicks }, driftMs);
  }
  return counters.some((name) => (now.figures[name] ?? Infinity) < (before.figures[name] ?? 0));
}

/** Whether an end is that of the life before one whose first reading this is; `before`: the last of another, if any was seen. */
function isOfLifeBefore(end: ContainerEnd, before: Reading | undefined, first: Reading): boolean {
  return before === undefined ? beganWith(end, first) : isBetween(end, before, first);
}

/** Whether an end lies between two lives, by the clock of their node where both tell their starts. */
function isBetween({ finishedAtMs }: ContainerEnd, before: Reading, first: Reading): boolean {
  if (before.startAtMs !== undefined && first.startAtMs !== undefined) {
    return finishedAtMs > before.startAtMs && finishedAtMs <= first.startAtMs + roughMs;
  }
  return finishedAtMs >= before.atMs - skewMs && finishedAtMs <= first.atMs + skewMs;
}

/** Whether a process that nobody has seen before is the one that its container was started anew for. */
function beganWith({ nextStartAtMs }: ContainerEnd, { startAtMs }: Reading): boolean {
  if (nextStartAtMs === null || startAtMs === undefined) return false;
  const lateMs = startAtMs - nextStartAtMs;
  return lateMs >= -roughMs && lateMs <= startsWithinMs;
}

/** Who was killed by a signal, and of whom the runtime has heard of no want of memory, may have been killed for it all the same. */
function exitOf({ reason, exitCode }: ContainerEnd): Exit {
  const lastExit = endOfReason(reason);
  if (lastExit === undefined || (reason === 'Error' && exitCode === sigkill)) return {};
  return { lastExit, lastExitBy: 'kubernetes' };
}
