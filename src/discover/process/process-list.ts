import { listProcesses, type ProcessInfo } from './list-processes.ts';

/** What is known of a process that is still there is read anew so often: how much it holds, for one. */
const readEveryMs = 60_000;

/** The processes of this machine, listed again and again: of those that were there before little is read. */
export class ProcessList {
  readonly #root: string;
  #processes: readonly ProcessInfo[] = [];
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(root = '/') {
    this.#root = root;
  }

  /** Those that are there now. `anew`: nothing that was read before counts. */
  list(nowMs: number, anew: boolean): readonly ProcessInfo[] {
    // After a clock that was set back, too, nobody knows how old it is.
    const isOld = Math.abs(nowMs - this.#readAtMs) >= readEveryMs;
    if (anew || isOld) this.#readAtMs = nowMs;
    this.#processes = listProcesses(this.#root, anew || isOld ? [] : this.#processes);
    return this.#processes;
  }
}
