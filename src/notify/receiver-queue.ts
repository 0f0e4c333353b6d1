import type { Alert } from '../model/receiver.ts';
import { failure, type Result } from '../model/result.ts';
import type { Attempt } from './attempt.ts';
import { deliver, type RetryLimits } from './deliver.ts';

/** How a receiver's queue works. */
export type QueueOptions = {
  readonly send: (alert: Alert, signal: AbortSignal) => Promise<Attempt>;
  readonly retry: () => RetryLimits;
  /** Alerts under way at once; those of one incident are always one after the other. */
  readonly atOnce: number;
  /** Incidents that may wait. */
  readonly mostWaiting: number;
};

/** null: a newer state of the same incident took its place, and nothing need be said of it. */
type Outcome = Result<void> | null;

type Waiting = {
  readonly alert: Alert;
  readonly signal: AbortSignal;
  readonly settle: (outcome: Outcome) => void;
};

/**
 * What one receiver has still to be told. Of an incident only the newest state is worth telling: it
 * takes the place of one that still waits, also of one whose attempts go on. So a receiver that was down
 * for minutes hears what is so now, in one message an incident, and memory is bounded.
 */
export class ReceiverQueue {
  readonly #options: QueueOptions;
  /** By incident, the one that has waited longest first. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #underWay = new Set<string>();

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** How many alerts wait or are under way. */
  get length(): number {
    return this.#waiting.size + this.#underWay.size;
  }

  /** Whether something of this incident waits or is under way. */
  has(incident: string): boolean {
    return this.#waiting.has(incident) || this.#underWay.has(incident);
  }

  /** Resolves when the alert has arrived, was given up, or a newer state of its incident took its place. */
  offer(alert: Alert, signal: AbortSignal): Promise<Outcome> {
    const { id } = alert.incident;
    return new Promise((settle) => {
      this.#waiting.get(id)?.settle(null);
      this.#waiting.set(id, { alert, signal, settle });
      this.#dropOldest();
      this.#start();
    });
  }

  #dropOldest(): void {
    const { mostWaiting } = this.#options;
    if (this.#waiting.size <= mostWaiting) return;
    const [[id, oldest] = []] = this.#waiting;
    if (id === undefined || oldest === undefined) return;
    this.#waiting.delete(id);
    oldest.settle(failure(`dropped: more than ${mostWaiting} alerts wait for this receiver`));
  }

  #start(): void {
    for (const id of this.#waiting.keys()) {
      if (this.#underWay.size >= this.#options.atOnce) return;
      if (!this.#underWay.has(id)) void this.#work(id);
    }
  }

  async #work(id: string): Promise<void> {
    this.#underWay.add(id);
    let current = this.#take(id);
    while (current !== undefined) {
      const begunWith: Waiting = current;
      let latest: Waiting = current;
      const attempt = (signal: AbortSignal) => {
        const newer = this.#take(id);
        if (newer !== undefined) {
          latest.settle(null);
          latest = newer;
        }
        return this.#options.send(latest.alert, signal).catch(ownFailure);
      };
      const result = await deliver(attempt, this.#options.retry(), begunWith.signal);
      // What came in the middle of the attempts has had only the rest of their time.
      const again = !result.ok && latest !== begunWith && !latest.signal.aborted;
      if (!again) latest.settle(result);
      current = this.#take(id) ?? (again ? latest : undefined);
      if (again && current !== latest) latest.settle(null);
    }
    this.#underWay.delete(id);
    this.#start();
  }

  #take(id: string): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}

/** What cannot be written as the receiver wants it keeps nobody waiting for retries, and is still owed. */
function ownFailure(error: unknown): Attempt {
  const reason = `it could not be written for this receiver, which is a fault of sawtooth: ${error}`;
  return { kind: 'failed', reason, final: true, retryAfterMs: null, isUnasked: true };
}
