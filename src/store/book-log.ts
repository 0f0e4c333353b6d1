import { closeSync, fdatasync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { limits } from '../model/limits.ts';
import { failure, type Result, success } from '../model/result.ts';
import { checkpointCells as cells, checkpointThread } from './checkpoint-thread.ts';
import { explainFileError } from './explain-file-error.ts';
import { flushAgain } from './flush-again.ts';
import { statsOf } from './stats-of.ts';

/** From this size on the log is emptied by a thread: SQLite's own measure, a thousand pages. */
const startBytes = 4 * 1024 ** 2;

/** At this size nothing goes in any more that can wait, until the thread has got ahead of it. */
const mostBytes = limits.book_log_bytes.most;

/** A thread that nobody asked for so long ends. */
const idleMs = 3_000;

/** For so long a flush is waited for, and at the end, or before a log is flushed again, a checkpoint that is under way. */
const patienceMs = 5_000;

/**
 * The log of a book (SQLite's WAL): flushed by libuv's threads, and emptied into the database in a thread of its own,
 * since a flush takes as long as the disk likes. And the memory that a flush has failed: then nothing counts as written, and the
 * database is left alone, before the whole log is written and flushed once more.
 */
export class BookLog {
  readonly #file: string;
  readonly #log: string;
  readonly #shared = new SharedArrayBuffer(12);
  readonly #cells = new Int32Array(this.#shared);
  #failed = 0;
  #isDoubtful = false;
  #thread: Worker | null = null;
  #hasNoThread = false;
  #idle: NodeJS.Timeout | undefined;
  /** Stays open, so that no failure of another one's flush escapes it (errseq). */
  #opened: number | null = null;
  #flushing: Promise<Result<void>> | null = null;
  #isHanging = false;
  #isClosed = false;

  constructor(file: string) {
    this.#file = file;
    this.#log = `${file}-wal`;
  }

  /** What the log takes on disk, and the most that it may. */
  get size(): { readonly bytes: number; readonly limit: number } {
    return { bytes: statsOf(this.#log)?.size ?? 0, limit: mostBytes };
  }

  /** Something could not be written or flushed, in this process or in one before it. */
  doubt(): void {
    this.#isDoubtful = true;
  }

  /** Makes certain what is in doubt; fails for as long as the disk does. */
  settle(): Result<void> {
    if (this.#isHanging) return this.#hangs();
    const failed = Atomics.load(this.#cells, cells.failed);
    if (failed !== this.#failed) this.#isDoubtful = true;
    this.#failed = failed;
    if (!this.#isDoubtful) return success(undefined);
    this.#wait();
    try {
      if (this.size.bytes > 0) flushAgain(this.#log);
    } catch (error) {
      return explainFileError(error, `flush ${this.#log}`);
    }
    this.#isDoubtful = false;
    return success(undefined);
  }

  /**
   * Flushes what was written until now without keeping this thread waiting. A flush that hangs is a failure after five
   * seconds, goes on, and is the only one until it is over: each would hold one of libuv's threads.
   */
  async flush(): Promise<Result<void>> {
    if (this.#flushing !== null) return this.#hangs();
    const settled = this.settle();
    if (!settled.ok) return settled;
    const flushing = this.#flush();
    this.#flushing = flushing;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<Result<void>>((resolve) => {
      timer = setTimeout(() => {
        this.#isHanging = true;
        resolve(this.#hangs());
      }, patienceMs);
    });
    const flushed = await Promise.race([flushing, patience]);
    clearTimeout(timer);
    // A checkpoint may have failed meanwhile, and have taken with it what this flush should have found.
    return flushed.ok ? this.settle() : flushed;
  }

  /** Fails while a flush hangs: then the disk had better be left alone. */
  hanging(): Result<void> {
    return this.#isHanging ? this.#hangs() : success(undefined);
  }

  /** Whether there is no room for what can wait. */
  get isFull(): boolean {
    if (this.size.bytes < mostBytes) return false;
    // What is emptied begins anew with the next write.
    return this.#isRunning || Atomics.load(this.#cells, cells.emptied) === 0;
  }

  get #isRunning(): boolean {
    return Atomics.load(this.#cells, cells.running) === 1;
  }

  /** After a commit, or in place of one: has the log emptied where it has grown. `database`: the connection that writes it. */
  note(database: DatabaseSync): void {
    const { bytes } = this.size;
    if (bytes < startBytes || this.#isRunning || this.#flushing !== null) return;
    if (!this.settle().ok) return;
    // Where no thread can be started whoever writes has to wait.
    if (this.#hasNoThread) this.#empty(database);
    else this.#ask();
  }

  /** Ends the thread, so that the connection which is closed next is the last one and empties the log. */
  close(): void {
    this.#isClosed = true;
    this.#wait();
    this.#end();
    if (this.#flushing !== null) return;
    this.settle();
    this.#release();
  }

  async #flush(): Promise<Result<void>> {
    try {
      this.#opened ??= openSync(this.#log, 'r+');
      await flushedData(this.#opened);
      return success(undefined);
    } catch (error) {
      this.doubt();
      return explainFileError(error, `flush ${this.#log}`);
    } finally {
      this.#flushing = null;
      this.#isHanging = false;
      if (this.#isClosed) this.#release();
    }
  }

  #hangs(): Result<never> {
    const reason = `could not flush ${this.#log}: the disk does not answer.`;
    return failure(reason, new Error(reason));
  }

  #release(): void {
    if (this.#opened !== null) closeSync(this.#opened);
    this.#opened = null;
  }

  #empty(database: DatabaseSync): void {
    const row = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get();
    if (row?.['log'] === row?.['checkpointed']) Atomics.store(this.#cells, cells.emptied, 1);
  }

  #ask(): void {
    Atomics.store(this.#cells, cells.emptied, 0);
    Atomics.store(this.#cells, cells.running, 1);
    this.#thread ??= this.#started();
    clearTimeout(this.#idle);
    this.#thread.postMessage(null);
  }

  #started(): Worker {
    const thread = new Worker(`(${checkpointThread.toString()})()`, {
      eval: true,
      workerData: { file: this.#file, shared: this.#shared },
      resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 1 },
    });
    thread.unref();
    thread.on('message', () => {
      clearTimeout(this.#idle);
      // It may have been asked again before its answer was heard here.
      this.#idle = setTimeout(() => {
        if (!this.#isRunning) this.#end();
      }, idleMs);
      this.#idle.unref();
    });
    thread.on('error', () => {
      this.#hasNoThread = true;
      this.#over(thread);
    });
    thread.on('exit', () => this.#over(thread));
    return thread;
  }

  #over(thread: Worker): void {
    if (this.#thread !== thread) return;
    this.#thread = null;
    Atomics.store(this.#cells, cells.running, 0);
  }

  #wait(): void {
    if (this.#thread !== null) Atomics.wait(this.#cells, cells.running, 1, patienceMs);
  }

  #end(): void {
    clearTimeout(this.#idle);
    const thread = this.#thread;
    this.#thread = null;
    void thread?.terminate();
  }
}

const flushedData = promisify(fdatasync);
