import { type ChildProcess, fork } from 'node:child_process';
import pLimit from 'p-limit';
import type { StoredColumns } from '../capture/stored/join-stored.ts';
import type { Capture } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import { type LimitUse, limits, type NoteUse } from '../model/limits.ts';
import type { Neighbours } from '../model/neighbours.ts';
import { failure, type Result } from '../model/result.ts';
import type { LeakReport } from '../render/report/leak-report.ts';
import type { Told } from '../render/told-now.ts';
import { collectGarbage, isMemoryScarce } from './collect-garbage.ts';
import { memoryIsScarce } from './compare-small.ts';
import { packagePath } from './package-path.ts';

/** What is sent to the process; `id` ties the answer to it. */
export type DiffRequest = Asked & { readonly id: number };

type Asked = {
  readonly storePath: string;
  readonly captures: readonly Capture[];
  /**
   * What their growth says; the last less the first as a profile; of that what grew alone; what stands next to a
   * function in it; a report; or a profile of the columns of a store.
   */
  readonly wanted: 'diff' | 'all' | 'growth' | NeighboursOf | Reported | Joined;
};

/** The function whose callers and callees are wanted. */
type NeighboursOf = { readonly neighboursOf: string };

/** An incident whose report is wanted, as a page or as data, and the time. */
type Reported<As extends 'page' | 'data' = 'page' | 'data'> = {
  readonly incident: Incident;
  /** What its screens tell of it; absent: what its record says. */
  readonly told?: Told;
  readonly nowMs: number;
  readonly as: As;
};

/** What a store of profiles has of one. */
type Joined = { readonly columns: StoredColumns };

type Answer = {
  readonly id: number;
  readonly uses: readonly LimitUse[];
  readonly result: Result<never>;
};

/** Longer than the largest profile takes by far; what is not done by then never will be. */
const deadlineMs = 60_000;

/** Its heap. Past it the process ends, and this one goes on. */
const maxHeapMb = limits.compare_bytes.most / 1024 ** 2;

/** One that nobody asked for so long ends: it holds as much memory as its largest diff took. */
const idleMs = 3_000;

/**
 * A process for diffs, started by the first one and again after a pause. `close` ends it. A process and no thread,
 * since a thread's memory is this process' own: what its compilers touched and its allocator keeps stays for good,
 * and a heap that is full in native code ends both.
 */
export class DiffProcess {
  readonly #waiting = new Map<number, (result: Result<never>) => void>();
  #child: ChildProcess | null = null;
  #lastId = 0;
  #idle: NodeJS.Timeout | undefined;
  /** One after the other: who waits for its turn does not run out of time, nor end with the one before. */
  readonly #turns = pLimit(1);
  readonly #mostWaiting: number;
  readonly #noteUse: NoteUse | undefined;
  #isClosed = false;

  /** `mostWaiting`: who comes when so many wait for their turn is sent away. */
  constructor(mostWaiting = Number.POSITIVE_INFINITY, noteUse?: NoteUse) {
    this.#mostWaiting = mostWaiting;
    this.#noteUse = noteUse;
  }

  /** Compares stored captures. A process that fails or hangs is a failure here; the next diff gets a new one. */
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
  report(
    storePath: string,
    wanted: Reported<'page'>,
    signal: AbortSignal,
  ): Promise<Result<string>> {
    return this.#ask({ storePath, captures: wanted.incident.captures, wanted }, signal);
  }

  /** The same as data: what the page of `serve` is made of. */
  reportData(
    storePath: string,
    wanted: Reported<'data'>,
    signal: AbortSignal,
  ): Promise<Result<LeakReport>> {
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

  /** One profile of the columns that a store of profiles keeps apart. */
  join(columns: StoredColumns, signal: AbortSignal): Promise<Result<Uint8Array>> {
    return this.#ask({ storePath: '', captures: [], wanted: { columns } }, signal);
  }

  async #ask<T>(asked: Asked, signal: AbortSignal): Promise<Result<T>> {
    const waiting = this.#turns.pendingCount;
    if (waiting >= this.#mostWaiting) {
      return failure(`${waiting} others wait to be compared; ask again in a moment`);
    }
    if (this.#mostWaiting < Number.POSITIVE_INFINITY) {
      this.#noteUse?.({ limit: 'viewers_waiting', used: waiting, most: this.#mostWaiting });
    }
    return this.#turns(() => this.#post(asked, signal));
  }

  #post<T>(asked: Asked, signal: AbortSignal): Promise<Result<T>> {
    const { length } = asked.captures;
    const what = length === 0 ? 'joining a stored profile' : `comparing ${length} captures`;
    // Whose turn comes after the end must not start another process.
    if (signal.aborted || this.#isClosed) {
      return Promise.resolve(failure('comparing captures: stopped'));
    }
    clearTimeout(this.#idle);
    const child = this.#running(asked.captures);
    this.#lastId += 1;
    const request: DiffRequest = { id: this.#lastId, ...asked };
    return new Promise((resolve) => {
      const giveUp = (reason: string) => this.#end(`${what}: ${reason}`);
      const timer = setTimeout(() => giveUp(`not done within ${deadlineMs / 1000} s`), deadlineMs);
      const abort = () => giveUp('stopped');
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.set(request.id, (result) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        resolve(result);
      });
      // Whether it arrives is told by the end of the process alone.
      child.send(request, () => undefined);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#end('comparing captures: stopped');
  }

  #running(captures: readonly Capture[]): ChildProcess {
    if (this.#child !== null) return this.#child;
    // Profiles that were just fetched are garbage here: where they are megabytes, both processes are small side by side.
    collectGarbage(captures.reduce((sum, { bytes }) => sum + bytes, 0));
    // From source it is a neighbour, in the bundle an entry of its own.
    const isSource = import.meta.url.endsWith('.ts');
    const file = packagePath(isSource ? 'src/cli/diff-worker.ts' : 'dist/cli/diff-worker.js');
    const child = fork(file, isMemoryScarce() ? [memoryIsScarce] : [], {
      // What we were started with (a debugger's port) is not for it.
      execArgv: flags,
      env: { ...process.env, NODE_OPTIONS: '', ...allocator },
      // Of a heap that is full V8 tells stderr at length, where a screen may be.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    child.on('message', (message) => {
      const { id, uses, result } = message as Answer;
      for (const use of uses) this.#noteUse?.(use);
      const answer = this.#waiting.get(id);
      this.#waiting.delete(id);
      answer?.(result);
      if (this.#waiting.size === 0) {
        this.#idle = setTimeout(() => this.#end('nobody asked'), idleMs).unref();
      }
    });
    child.on('error', ({ message }) => {
      if (this.#child === child) this.#end(`comparing captures failed: ${message}`);
    });
    child.on('exit', (code, signal) => {
      if (this.#child === child) this.#end(`comparing captures failed: ${endOf(code, signal)}`);
    });
    this.#child = child;
    return child;
  }

  /** Ends the process; whoever waits gets the reason. */
  #end(reason: string): void {
    const child = this.#child;
    this.#child = null;
    for (const answer of this.#waiting.values()) answer(failure(reason));
    this.#waiting.clear();
    child?.kill('SIGKILL');
  }
}

/**
 * Only what a running V8 cannot be told: a process that is started with any other flag refuses the compiled code of
 * Node's own modules, a third of what its start takes. The rest it tells itself (`compare-small.ts`). Of so little
 * memory, waking other threads to collect it costs a tenth more than they take off this one.
 */
const flags = [
  `--max-old-space-size=${maxHeapMb}`,
  '--max-semi-space-size=1',
  // Of an unknown flag a later Node would not start.
  ...(/^1[23]\./.test(process.versions.v8) ? ['--single-threaded-gc'] : []),
];

/** glibc's, as the image sets it for us: one arena, and what is freed goes back to the system at once. */
const allocator = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

function endOf(code: number | null, signal: NodeJS.Signals | null): string {
  const how = signal === null ? `with ${code}` : `by ${signal}`;
  // V8 aborts where its heap is full; a process without a handler for that has 134 for it.
  const isFull = signal === 'SIGABRT' || code === 134;
  const why = isFull ? `; what it compares needs more than ${maxHeapMb} MB` : '';
  return `the process that compares ended ${how}${why}`;
}
