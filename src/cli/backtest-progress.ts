import { formatCount } from '../render/format-count.ts';
import { formatDuration } from '../render/format-duration.ts';
import { printable } from '../render/printable.ts';
import type { Io } from './io.ts';
import { ProgressLine } from './progress-line.ts';

/** How far a backtest has come, on stderr. */
export class BacktestProgress {
  readonly #line: ProgressLine;
  readonly #workloads: number;
  readonly #startedMs = Date.now();
  #samples = 0;

  constructor(io: Pick<Io, 'stderr' | 'env'>, workloads: number) {
    this.#line = new ProgressLine(io);
    this.#workloads = workloads;
  }

  /** So many samples of the workload under way came; `share` of its time is done. */
  step(workload: string, done: number, share: number, samples: number): void {
    this.#samples += samples;
    this.#line.tell(() => {
      const { seconds } = this;
      const whole = (done + share) / this.#workloads;
      const left = formatDuration(Math.ceil((seconds * (1 - whole)) / whole));
      const text = [
        `${Math.floor(100 * whole)} %`,
        `workload ${done + 1} of ${this.#workloads}`,
        printable(workload),
        `${formatCount(Math.round(this.#samples / seconds))} samples/s`,
        ...(whole > 0 ? [`${left} left`] : []),
      ].join(', ');
      return { text, share: whole };
    });
  }

  /** Makes room for other output. */
  clear(): void {
    this.#line.clear();
  }

  get samples(): number {
    return this.#samples;
  }

  get seconds(): number {
    return (Date.now() - this.#startedMs) / 1000;
  }
}
