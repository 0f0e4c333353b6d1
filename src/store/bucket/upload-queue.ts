import { limits } from '../../model/limits.ts';
import type { Result } from '../../model/result.ts';
import { refusedForGood } from './explain-bucket.ts';

/** What the queue is made of. */
export type UploadQueueParts = {
  /** Uploads one capture by its path; a success also when there is nothing left to upload. */
  readonly upload: (path: string, signal: AbortSignal) => Promise<Result<void>>;
  /** Told why captures do not reach their bucket, once until the reason changes, and when they do again. */
  readonly say: (sentence: string) => void;
  /** Resolves after `ms`, or at once when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** From 0 to 1: spreads the retries of many shards. */
  readonly random: () => number;
};

/** Paths alone are kept, the bytes lie on disk: this many are 2 MB. What does not fit is found by the next comparison. */
const mostUploads = limits.uploads_waiting.most;
const workers = 4;
const firstPauseMs = 1000;
const longestPauseMs = 5 * 60_000;

/**
 * Uploads in the order in which captures came, a few at a time. One that fails goes to the end and is tried
 * again for as long as it takes, all of them after a pause that doubles: what is refused is hardly ever
 * one object but the bucket. What is refused for good, for its size, is left to the hourly comparison.
 */
export class UploadQueue {
  readonly #parts: UploadQueueParts;
  readonly #waiting = new Set<string>();
  readonly #underWay = new Set<string>();
  /** Those that were said to be refused for good. */
  readonly #tooLarge = new Set<string>();
  #failures = 0;
  #said: string | null = null;
  #pause: Promise<void> | null = null;
  #wake: () => void = () => undefined;
  #more = this.#nextMore();

  constructor(parts: UploadQueueParts) {
    this.#parts = parts;
  }

  /** Captures that have not reached the bucket yet. */
  get waiting(): number {
    return this.#waiting.size + this.#underWay.size;
  }

  isWaiting(path: string): boolean {
    return this.#waiting.has(path) || this.#underWay.has(path);
  }

  /** Whether it waits now, or is under way: where too many wait already it is not taken. */
  add(path: string): boolean {
    if (this.isWaiting(path)) return true;
    if (this.#waiting.size >= mostUploads) return false;
    this.#waiting.add(path);
    this.#wake();
    return true;
  }

  /** Uploads until `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const stopped = () => this.#wake();
    signal.addEventListener('abort', stopped, { once: true });
    await Promise.all(Array.from({ length: workers }, () => this.#work(signal)));
    signal.removeEventListener('abort', stopped);
  }

  async #work(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#pause;
      const [path] = this.#waiting;
      if (path === undefined) {
        await this.#more;
        continue;
      }
      this.#waiting.delete(path);
      this.#underWay.add(path);
      const uploaded = await this.#parts.upload(path, signal);
      this.#underWay.delete(path);
      if (uploaded.ok) this.#succeeded();
      else if (uploaded.cause === refusedForGood) this.#refused(path, uploaded.reason);
      else this.#failed(path, uploaded.reason, signal);
    }
  }

  #succeeded(): void {
    if (this.#said !== null) this.#parts.say('captures reach the bucket again');
    this.#said = null;
    this.#failures = 0;
  }

  /** Of one object, not of the bucket: the others need not wait. The hourly comparison tries it once more. */
  #refused(path: string, reason: string): void {
    if (this.#tooLarge.has(path)) return;
    if (this.#tooLarge.size >= mostUploads) this.#tooLarge.clear();
    this.#tooLarge.add(path);
    this.#parts.say(`${reason} It stays on disk alone.`);
  }

  #failed(path: string, reason: string, signal: AbortSignal): void {
    this.#waiting.add(path);
    if (signal.aborted) return;
    if (withoutPath(reason, path) !== this.#said) {
      this.#said = withoutPath(reason, path);
      const others = this.waiting - 1;
      this.#parts.say(`${reason} It stays on disk${others > 0 ? ` with ${others} more` : ''}.`);
    }
    // Four that fail together are one failure.
    if (this.#pause !== null) return;
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures);
    this.#failures += 1;
    this.#pause = this.#parts
      .sleep(pauseMs * (0.5 + this.#parts.random() / 2), signal)
      .finally(() => {
        this.#pause = null;
      });
  }

  #nextMore(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#more = this.#nextMore();
        resolve();
      };
    });
  }
}

/** The same refusal of another capture is no news. */
function withoutPath(reason: string, path: string): string {
  return reason.replaceAll(path, '');
}
