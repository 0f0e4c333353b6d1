import { formatCount } from '../render/format-count.ts';
import { formatDuration } from '../render/format-duration.ts';
import { printable } from '../render/printable.ts';
import type { Io } from './io.ts';

/** How long a line stays on a terminal before it is written anew, and how long until one in a log. */
const rewriteMs = 200;
const logMs = 15_000;

/** How far a backtest has come, on stderr: one line that is rewritten on a terminal, else one now and then. */
export class BacktestProgress {
  readonly #stderr: Io['stderr'];
  readonly #workloads: number;
  readonly #isTerminal: boolean;
  readonly #startedMs = Date.now();
  #toldMs = Date.now();
  #samples = 0;
  #shown = false;

  constructor(stderr: Io['stderr'], workloads: number, env: Io['env']) {
    this.#stderr = stderr;
    this.#workloads = workloads;
    this.#isTerminal = stderr.isTTY === true && env['TERM'] !== 'dumb';
  }

  /** So many samples of the workload under way came; `share` of its time is done. */
  step(workload: string, done: number, share: number, samples: number): void {
    this.#samples += samples;
    const nowMs = Date.now();
    if (nowMs - this.#toldMs < (this.#isTerminal ? rewriteMs : logMs)) return;
    this.#toldMs = nowMs;
    const seconds = (nowMs - this.#startedMs) / 1000;
    const whole = (done + share) / this.#workloads;
    const line = [
      `${Math.floor(100 * whole)} %`,
      `workload ${done + 1} of ${this.#workloads}`,
      printable(workload),
      `${formatCount(Math.round(this.#samples / seconds))} samples/s`,
      ...(whole > 0 ? [`${formatDuration(Math.ceil((seconds * (1 - whole)) / whole))} left`] : []),
    ].join(', ');
    const columns = this.#stderr.columns ?? 80;
    this.#stderr.write(this.#isTerminal ? `\r\u001B[K${line.slice(0, columns - 1)}` : `${line}\n`);
    this.#shown = this.#isTerminal;
  }

  /** Makes room for other output. */
  clear(): void {
    if (this.#shown) this.#stderr.write('\r\u001B[K');
    this.#shown = false;
  }

  get samples(): number {
    return this.#samples;
  }

  get seconds(): number {
    return (Date.now() - this.#startedMs) / 1000;
  }
}
