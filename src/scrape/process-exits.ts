import type { CountedEnd, Reading } from '../model/reading.ts';
import type { MemoryNow } from '../model/recorder.ts';
import { type Result, success } from '../model/result.ts';
import { isSameStart, type Start } from '../model/same-start.ts';
import { pidOf, type Target } from '../model/target.ts';
import { ExitWatch } from './exit-watch.ts';
import { isBeingKilled } from './is-being-killed.ts';
import { KillCounter, type Kills } from './kill-counter.ts';
import { SeenLately } from './seen-lately.ts';

/** Processes whose counts are held open; past it those that were looked at longest ago are let go. */
const mostHeld = 500;

/** Starts read from /proc/stat drift by up to a second; over months by more, which opens the counts once more. */
const driftMs = 1_000;

/** Where `proc` and `sys` stand, a clock that nobody sets, and how many counts are held open. */
type World = { readonly root: string; readonly nowMs: () => number; readonly most: number };

/** `start`: of the process whose cgroup it is, as soon as it was read; a pid may be another's by then. */
type Held = {
  readonly pid: number;
  readonly counter: KillCounter | null;
  readonly start: Start | null;
};

/**
 * Who watches processes die: holds the kernel's counts of each open, and tells with the first reading of a new life
 * how the one before ended.
 */
export class ProcessExits {
  readonly #exits = new ExitWatch();
  readonly #held = new Map<string, Held>();
  readonly #root: string;
  readonly #most: number;
  readonly #seen: SeenLately;

  constructor({
    root = '/',
    nowMs = () => performance.now(),
    most = mostHeld,
  }: Partial<World> = {}) {
    this.#most = most;
    this.#root = root;
    this.#seen = new SeenLately(nowMs);
  }

  /** A scrape of a process; its reading says how the life before ended. Other targets' pass. */
  async scraped(target: Target, scrape: () => Promise<Result<Reading>>): Promise<Result<Reading>> {
    const pid = pidOf(target.url);
    if (pid === null) return scrape();
    this.#forgetGone();
    const before = this.#read(target);
    let now = (await this.#hold(target, pid)) ?? {};
    const scraped = await scrape();
    if (!scraped.ok) return scraped;
    if (this.#isReused(target, scraped.value)) now = (await this.#hold(target, pid)) ?? {};
    const livesOn = await this.#livesOn(target.id, pid, now);
    const around = { before, now, livesOn };
    return success(this.#exits.note(target.id, scraped.value, around));
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
      const livesOn = await this.#livesOn(target.id, pid, kills);
      this.#exits.alive(target.id, { start: { startAtMs, startTicks }, atMs, livesOn }, kills);
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

  /** Whether a process that was there after a kill was counted is not who was killed. */
  async #livesOn(id: string, pid: number, kills: Kills): Promise<boolean> {
    return this.#exits.hasRisen(id, kills) && (await isBeingKilled(pid, this.#root)) === false;
  }

  #read(target: Target): Kills {
    const { id } = target;
    this.#seen.note(target);
    const held = this.#held.get(id);
    if (held === undefined) return {};
    // To the end: those at the beginning are let go first.
    this.#held.delete(id);
    this.#held.set(id, held);
    return held.counter?.read() ?? {};
  }

  #forgetGone(): void {
    for (const id of this.#seen.gone()) {
      this.#exits.forget(id);
      this.#held.get(id)?.counter?.close();
      this.#held.delete(id);
    }
  }

  /** Whether what is held is of a process that had this pid before; then it is let go. */
  #isReused({ id }: Target, { startAtMs, startTicks }: Reading): boolean {
    const held = this.#held.get(id);
    if (held === undefined || startAtMs === undefined) return false;
    const start = { startAtMs, startTicks };
    if (held.start === null || isSameStart(held.start, start, driftMs)) {
      this.#held.set(id, { ...held, start: held.start ?? start });
      return false;
    }
    held.counter?.close();
    this.#held.delete(id);
    return true;
  }

  /** What is counted around this process by now; opens its counts when it is another one than before. */
  async #hold({ id }: Target, pid: number): Promise<Kills | undefined> {
    const held = this.#held.get(id);
    if (held?.pid === pid) return held.counter?.read();
    const counter = await KillCounter.open(pid, this.#root);
    held?.counter?.close();
    this.#held.delete(id);
    this.#held.set(id, { pid, counter, start: null });
    for (const [oldest, { counter: other }] of this.#held) {
      if (this.#held.size <= this.#most) break;
      other?.close();
      this.#held.delete(oldest);
    }
    return counter?.read();
  }
}
