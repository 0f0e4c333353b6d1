import { estimateCapture } from '../incident/estimate-capture.ts';
import { type CaptureCost, costAfter } from '../incident/plan-recording.ts';
import type { MemoryNow } from '../model/recorder.ts';
import type { TargetState } from './target-state.ts';

/** What is kept of workloads over a restart, by name. */
export type CostBook = Pick<Map<string, number>, 'get' | 'set'>;

/**
 * What a profile of so many packed bytes took at least: a stack is some 200 bytes of memory (`estimateCapture`), and a
 * dozen of a profile.
 */
const unpacked = 16;

/** No capture is taken to cost more than so many times what is likely: what rose beyond that was the program's own. */
const mostOfLikely = 8;

/** While it forbids captures a measured cost falls by half each time that so much has passed. */
const halveMs = 10 * 60_000;

/**
 * What a capture takes of a target's memory: as measured of it, else of another instance of its workload, which runs
 * the same binary, now or before a restart of ours; else as much as programs of its size were seen to need.
 */
export class CaptureCosts {
  readonly #book: CostBook;
  /** When a cost that forbids captures of a target fell last, or began to. */
  readonly #refusedAtMs = new WeakMap<TargetState, number>();
  /** Packed bytes of the largest profile of a target so far. */
  readonly #packed = new WeakMap<TargetState, number>();

  constructor(book: CostBook) {
    this.#book = book;
  }

  /** `now`: what it holds at present. */
  of({ target, captureCostBytes, figures }: TargetState, now: MemoryNow): CaptureCost {
    const measured = captureCostBytes ?? this.#book.get(target.workload);
    return measured === undefined
      ? { bytes: estimateCapture(now, figures), isMeasured: false }
      : { bytes: measured, isMeasured: true };
  }

  /** Takes in what one more capture cost, whose profile has so many bytes. */
  note(state: TargetState, before: MemoryNow, after: MemoryNow, profileBytes: number): void {
    const known = state.captureCostBytes ?? this.#book.get(state.target.workload) ?? null;
    const bytes = costAfter(known, before, after, profileBytes);
    this.#packed.set(state, Math.max(this.#packed.get(state) ?? 0, profileBytes));
    this.#put(state, Math.min(bytes, mostOfLikely * this.#likely(state, before)));
    this.#refusedAtMs.delete(state);
  }

  /**
   * A capture was due and its cost forbade it. One high cost must not forbid them for good, since while none is taken
   * none is measured: it falls slowly to what is likely, and no further.
   */
  refused(state: TargetState, now: MemoryNow): void {
    const { bytes, isMeasured } = this.of(state, now);
    if (!isMeasured) return;
    const sinceMs = this.#refusedAtMs.get(state);
    // One of the future was before the clock was set back.
    if (sinceMs === undefined || sinceMs > now.atMs) this.#refusedAtMs.set(state, now.atMs);
    else if (now.atMs - sinceMs >= halveMs) {
      this.#refusedAtMs.set(state, now.atMs);
      const least = Math.min(bytes, this.#likely(state, now));
      this.#put(state, Math.max(least, bytes / 2));
    }
  }

  #likely(state: TargetState, now: MemoryNow): number {
    const packedBytes = this.#packed.get(state) ?? 0;
    return Math.max(estimateCapture(now, state.figures), unpacked * packedBytes);
  }

  #put(state: TargetState, bytes: number): void {
    state.captureCostBytes = bytes;
    this.#book.set(state.target.workload, bytes);
  }
}
