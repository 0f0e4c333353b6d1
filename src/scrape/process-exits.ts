import type { CountedEnd, Reading } from '../model/reading.ts';
import type { MemoryNow } from '../model/recorder.ts';
import { type Result, success } from '../model/result.ts';
import { pidOf, type Target } from '../model/target.ts';
import { ExitWatch } from './exit-watch.ts';
import { KillCounter, type Kills } from './kill-counter.ts';

/** Processes whose counts are held open; past it those that were looked at least lately are let go. */
const mostHeld = 500;

type Held = { readonly pid: number; readonly counter: KillCounter | null };

/** How the life before ended, of one that began between these two times; null: it is not known there. */
export type AskExit = (
  target: Target,
  life: { readonly startAtMs: number },
  signal: AbortSignal,
) => Promise<Pick<Reading, 'lastExit' | 'lastExitBy'> | null>;

/**
 * Who watches processes die: holds the kernel's counts of each open, and tells with the first reading of a new life
 * how the one before ended. What the kernel's counts do not tell is asked of `ask`, once a life.
 */
export class ProcessExits {
  readonly #exits = new ExitWatch();
  readonly #held = new Map<string, Held>();
  readonly #ask: AskExit | null;
  readonly #root: string;

  constructor(ask: AskExit | null, root = '/') {
    this.#ask = ask;
    this.#root = root;
  }

  /** A scrape of a process; its reading says how the life before ended. Other targets' pass. */
  async scraped(
    target: Target,
    signal: AbortSignal,
    scrape: () => Promise<Result<Reading>>,
  ): Promise<Result<Reading>> {
    const pid = pidOf(target.url);
    if (pid === null) return scrape();
    const before = this.#read(target);
    const now = (await this.#hold(target, pid)) ?? {};
    const scraped = await scrape();
    if (!scraped.ok) return scraped;
    const { reading, isNewLife } = this.#exits.note(target.id, scraped.value, { before, now });
    const { startAtMs } = reading;
    // That it was no kill says not yet what it was.
    const isTold = reading.lastExit !== undefined && reading.lastExit !== 'unknown';
    if (!isNewLife || startAtMs === undefined || isTold) return success(reading);
    const exit = await this.#ask?.(target, { startAtMs }, signal);
    if (exit === null || exit === undefined) return success(reading);
    this.#exits.told(target.id, exit);
    return success({ ...reading, ...exit });
  }

  /** A look at a process' memory: that it is there says that what was counted before was not its own end. */
  async looked(
    target: Target,
    look: (pid: number) => Promise<MemoryNow | null>,
  ): Promise<MemoryNow | null> {
    const pid = pidOf(target.url);
    if (pid === null) return null;
    const kills = this.#read(target);
    const memory = await look(pid);
    const { startAtMs = null, startTicks, atMs = 0 } = memory ?? {};
    if (startAtMs !== null) {
      this.#exits.alive(target.id, { start: { startAtMs, startTicks }, atMs }, kills);
    }
    return memory;
  }

  /** Reads the counts that are held for a target, which nobody may be able to a moment later: who counted its end. */
  killedBy(target: Target): CountedEnd | null {
    return this.#exits.killedBy(target.id, this.#read(target));
  }

  /** Lets go of everything. */
  close(): void {
    for (const { counter } of this.#held.values()) counter?.close();
    this.#held.clear();
  }

  #read({ id }: Target): Kills {
    return this.#held.get(id)?.counter?.read() ?? {};
  }

  /** What is counted around this process by now; opens its counts when it is another one than before. */
  async #hold({ id }: Target, pid: number): Promise<Kills | undefined> {
    const held = this.#held.get(id);
    if (held?.pid === pid) return held.counter?.read();
    const counter = await KillCounter.open(pid, this.#root);
    held?.counter?.close();
    this.#held.delete(id);
    this.#held.set(id, { pid, counter });
    for (const [oldest, { counter: other }] of this.#held) {
      if (this.#held.size <= mostHeld) break;
      other?.close();
      this.#held.delete(oldest);
    }
    return counter?.read();
  }
}
