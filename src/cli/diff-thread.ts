import { Worker } from 'node:worker_threads';
import pLimit from 'p-limit';
import type { Capture } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import type { Neighbours } from '../model/neighbours.ts';
import { failure, type Result } from '../model/result.ts';
import { packagePath } from './package-path.ts';

/** What is sent to the thread; `id` ties the answer to it. */
export type DiffRequest = Asked & { readonly id: number };

type Asked = {
  readonly storePath: string;
  readonly captures: readonly Capture[];
  /**
   * What their growth says; the last less the first as a profile; of that what grew alone; what stands next to a
   * function in it; or a report.
   */
  readonly wanted: 'diff' | 'all' | 'growth' | NeighboursOf | Reported;
};

/** The function whose callers and callees are wanted. */
type NeighboursOf = { readonly neighboursOf: string };

/** An incident whose report is wanted, as a page, and the time. */
type Reported = { readonly incident: Incident; readonly nowMs: number };

type Answer = { readonly id: number; readonly result: Result<never> };

/** Longer than the largest profile takes by far; what is not done by then never will be. */
const deadlineMs = 60_000;

/** Heap of the thread: some 500,000 stacks. Past it the thread ends, and the process goes on. */
const maxHeapMb = 512;

/** A thread that nobody asked for so long ends: it holds as much memory as its largest diff took. */
const idleMs = 3_000;

/** A thread for diffs, started by the first one and again after a pause. `close` ends it. */
export class DiffThread {
  readonly #waiting = new Map<number, (result: Result<never>) => void>();
  #worker: Worker | null = null;
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;
  /** One after the other: who waits for its turn does not run out of time, nor end with the one before. */
  readonly #turns = pLimit(1);
  readonly #mostWaiting: number;
  #isClosed = false;

  /** `mostWaiting`: who comes when so many wait for their turn is sent away. */
  constructor(mostWaiting = Number.POSITIVE_INFINITY) {
    this.#mostWaiting = mostWaiting;
  }

  /** Compares stored captures. A thread that fails or hangs is a failure here; the next diff gets a new one. */
  diff(
    storePath: string,
    captures: readonly Capture[],
    signal: AbortSignal,
  ): Promise<Result<Diff>> {
    return this.#ask({ storePath, captures, wanted: 'diff' }, signal);
  }

  /** The last of stored captures less the first, as a profile in pprof's format: all of it, or what grew alone. */
  difference(
    storePath: string,
    captures: readonly Capture[],
    wanted: 'all' | 'growth',
    signal: AbortSignal,
  ): Promise<Result<Uint8Array>> {
    return this.#ask({ storePath, captures, wanted }, signal);
  }

  /** The report of an incident of the store, as a page. */
  report(storePath: string, wanted: Reported, signal: AbortSignal): Promise<Result<string>> {
    return this.#ask({ storePath, captures: wanted.incident.captures, wanted }, signal);
  }

  /** Who calls a function and whom it calls, in the last of stored captures less the first. */
  neighbours(
    storePath: string,
    captures: readonly Capture[],
    name: string,
    signal: AbortSignal,
  ): Promise<Result<Neighbours>> {
    return this.#ask({ storePath, captures, wanted: { neighboursOf: name } }, signal);
  }

  async #ask<T>(asked: Asked, signal: AbortSignal): Promise<Result<T>> {
    const waiting = this.#turns.pendingCount;
    if (waiting >= this.#mostWaiting) {
      return failure(`${waiting} others wait to be compared; ask again in a moment`);
    }
    return this.#turns(() => this.#post(asked, signal));
  }

  #post<T>(asked: Asked, signal: AbortSignal): Promise<Result<T>> {
    const { captures } = asked;
    // Whose turn comes after the end must not start another thread.
    if (signal.aborted || this.#isClosed) {
      return Promise.resolve(failure('comparing captures: stopped'));
    }
    clearTimeout(this.#idle);
    const worker = this.#running();
    this.#lastId += 1;
    const request: DiffRequest = { id: this.#lastId, ...asked };
    return new Promise((resolve) => {
      const giveUp = (reason: string) =>
        this.#end(`comparing ${captures.length} captures: ${reason}`);
      const timer = setTimeout(() => giveUp(`not done within ${deadlineMs / 1000} s`), deadlineMs);
      const abort = () => giveUp('stopped');
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.set(request.id, (result) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        resolve(result);
      });
      worker.postMessage(request);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#end('the thread was closed');
  }

  #running(): Worker {
    if (this.#worker !== null) return this.#worker;
    // From source it is a neighbour, in the bundle an entry of its own.
    const isSource = import.meta.url.endsWith('.ts');
    const file = packagePath(isSource ? 'src/cli/diff-worker.ts' : 'dist/cli/diff-worker.js');
    const worker = new Worker(file, {
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    });
    worker.on('message', ({ id, result }: Answer) => {
      const answer = this.#waiting.get(id);
      this.#waiting.delete(id);
      answer?.(result);
      if (this.#waiting.size === 0) {
        this.#idle = setTimeout(() => this.#end('nobody asked'), idleMs).unref();
      }
    });
    worker.on('error', (error) => {
      if (this.#worker === worker) this.#end(`comparing captures failed: ${error.message}`);
    });
    this.#worker = worker;
    return worker;
  }

  /** Ends the thread; whoever waits gets the reason. */
  #end(reason: string): void {
    const worker = this.#worker;
    this.#worker = null;
    for (const answer of this.#waiting.values()) answer(failure(reason));
    this.#waiting.clear();
    void worker?.terminate();
  }
}
