import { limits } from '../model/limits.ts';
import type { Snooze } from '../model/quiet.ts';

/** A bound on memory and on a file, far above what people keep in mind. */
const mostSnoozes = limits.snoozes.most;

/** The workloads that nobody wants to be alerted of now, and until when. */
export class SnoozeBook {
  /** By workload: one of the same takes the place of the one before. */
  readonly #byWorkload = new Map<string, Snooze>();

  constructor(known: readonly Snooze[] = []) {
    for (const snooze of known) this.add(snooze);
  }

  add(snooze: Snooze): void {
    this.#byWorkload.delete(snooze.workload);
    this.#byWorkload.set(snooze.workload, snooze);
    const [oldest] = this.#byWorkload.keys();
    if (this.#byWorkload.size > mostSnoozes && oldest !== undefined) {
      this.#byWorkload.delete(oldest);
    }
  }

  /** Ends one before its time; false: there is none. */
  end(id: string, nowMs: number): boolean {
    const snooze = this.active(nowMs).find((one) => one.id === id);
    if (snooze === undefined) return false;
    const { workload, untilMs } = snooze;
    this.#byWorkload.set(workload, { ...snooze, untilMs: nowMs, endedOfMs: untilMs });
    return true;
  }

  isSnoozed(workload: string, nowMs: number): boolean {
    return (this.#byWorkload.get(workload)?.untilMs ?? Number.NEGATIVE_INFINITY) > nowMs;
  }

  /** Those that go on, the one that ends first first. */
  active(nowMs: number): readonly Snooze[] {
    return this.kept(nowMs).filter(({ untilMs }) => untilMs > nowMs);
  }

  /** Also those that somebody ended, for as long as they would go on: another shard may not know that they are over. */
  kept(nowMs: number): readonly Snooze[] {
    for (const [workload, { untilMs, endedOfMs }] of this.#byWorkload) {
      if ((endedOfMs ?? untilMs) <= nowMs) this.#byWorkload.delete(workload);
    }
    return [...this.#byWorkload.values()].sort((a, b) => a.untilMs - b.untilMs);
  }
}
