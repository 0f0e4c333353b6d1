import { limits } from '../model/limits.ts';

/** What was held back: how often a message was said again, after it had been let through once. */
export type Repeated<T> = { readonly said: T; readonly times: number };

type Known<T> = { said: T; sinceMs: number; times: number };

/** Within this time the same is said once. */
const windowMs = 60_000;

/** A bound on memory, far above what is said in a minute. */
const maxKnown = limits.log_lines_remembered.most;

/**
 * Lets each message through once a minute and counts the rest, so that a fault that comes back at every
 * scrape does not fill the disk that the log lies on. Time comes in as an argument.
 */
export class RepeatLimit<T> {
  /** Oldest window first. */
  readonly #known = new Map<string, Known<T>>();

  /**
   * Whether `said` goes out now, and which others' minute is over that were said again meanwhile.
   * `key` tells what is the same.
   */
  say(
    key: string,
    said: T,
    nowMs: number,
  ): { readonly passes: boolean; readonly over: readonly Repeated<T>[] } {
    const over = this.#expire(nowMs - windowMs);
    const known = this.#known.get(key);
    if (known !== undefined) {
      known.times += 1;
      return { passes: false, over };
    }
    this.#known.set(key, { said, sinceMs: nowMs, times: 0 });
    return { passes: true, over };
  }

  /** How many messages are remembered. */
  get remembered(): number {
    return this.#known.size;
  }

  /** What was held back and not told yet; at the end, so that no count is lost. */
  flush(): readonly Repeated<T>[] {
    return this.#expire(Number.POSITIVE_INFINITY);
  }

  #expire(beforeMs: number): readonly Repeated<T>[] {
    const over: Repeated<T>[] = [];
    for (const [key, { said, sinceMs, times }] of this.#known) {
      // What begins in the future began before the clock was set back.
      const isOver = sinceMs <= beforeMs || sinceMs > beforeMs + windowMs;
      if (!isOver && this.#known.size < maxKnown) break;
      this.#known.delete(key);
      if (times > 0) over.push({ said, times });
    }
    return over;
  }
}
