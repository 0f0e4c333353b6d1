import { inOrder, type ProcessInfo, type SeenProcesses, seeProcesses } from './list-processes.ts';

/** What is known of a process that is still there is read anew so often: how much it holds, for one. */
const readEveryMs = 60_000;

/** The processes of this machine, listed again and again: of those that were there before little is read. */
export class ProcessList {
  readonly #root: string;
  #seen: SeenProcesses = new Map();
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(root = '/') {
    this.#root = root;
  }

  /** Those that have memory of their own now. `anew`: nothing that was read before counts. */
  list(nowMs: number, anew: boolean): readonly ProcessInfo[] {
    // After a clock that was set back, too, nobody knows how old it is.
    const isNew = anew || Math.abs(nowMs - this.#readAtMs) >= readEveryMs;
    if (isNew) this.#readAtMs = nowMs;
    this.#seen = seeProcesses(this.#root, isNew ? new Map() : this.#seen);
    return inOrder(this.#seen);
  }
}
