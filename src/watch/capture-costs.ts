import { estimateCapture } from '../incident/estimate-capture.ts';
import { type CaptureCost, costAfter } from '../incident/plan-recording.ts';
import type { MemoryNow } from '../model/recorder.ts';
import type { TargetState } from './target-state.ts';

/** What is kept of workloads over a restart, by name. */
export type CostBook = Pick<Map<string, number>, 'get' | 'set'>;

/**
 * What a capture takes of a target's memory: as measured of it, else of another instance of its workload, which runs
 * the same binary, now or before a restart of ours; else as much as programs of its size were seen to need.
 */
export class CaptureCosts {
  readonly #book: CostBook;

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
    const { workload } = state.target;
    const known = state.captureCostBytes ?? this.#book.get(workload) ?? null;
    const bytes = costAfter(known, before, after, profileBytes);
    state.captureCostBytes = bytes;
    this.#book.set(workload, bytes);
  }
}
