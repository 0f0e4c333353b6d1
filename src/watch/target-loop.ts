import type { Target } from '../model/target.ts';

/** What is done for a target until the signal is aborted. */
type Loop = (signal: AbortSignal) => Promise<void>;

/** All that runs for one target: it is polled, and recorded for as long as it has a flight recorder. */
export class TargetLoop {
  readonly #record: Loop;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>[] = [];
  #recording: AbortController | null = null;

  constructor(poll: Loop, record: Loop) {
    this.#record = record;
    this.#running.push(poll(this.#stop.signal));
  }

  /** Resolves when all of it has stopped. */
  get done(): Promise<void> {
    return Promise.all(this.#running).then(() => undefined);
  }

  /** Starts or stops the recorder, as the target has it now. */
  follow({ recorder }: Target): void {
    const isOn = recorder !== undefined && !this.#stop.signal.aborted;
    if (isOn === (this.#recording !== null)) return;
    this.#recording?.abort();
    this.#recording = isOn ? new AbortController() : null;
    if (this.#recording !== null) this.#running.push(this.#record(this.#recording.signal));
  }

  stop(): void {
    this.#stop.abort();
    this.#recording?.abort();
  }
}
