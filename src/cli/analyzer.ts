import type { Reading } from '../model/reading.ts';
import type { Rule } from '../model/rule.ts';
import { GapCounter } from '../scrape/gap-counter.ts';
import { type Replay, Replayer } from '../watch/replay.ts';
import { Sketch } from '../watch/sketch.ts';

/** What was found in the readings of one workload. */
export type Found = {
  readonly samples: number;
  readonly gaps: number;
  /** The first and the last reading's time; null without any. */
  readonly span: { readonly fromMs: number; readonly untilMs: number } | null;
  readonly replay: Replay;
  /** For charts. */
  readonly sketch: Sketch;
};

/** Takes the readings of one workload as they come, in the order of time, and keeps none of them. */
export class Analyzer {
  readonly #replayer: Replayer;
  readonly #gaps = new GapCounter();
  readonly #sketch = new Sketch();
  #samples = 0;
  #fromMs = Number.NaN;
  #untilMs = Number.NaN;

  constructor(rules: readonly Rule[]) {
    this.#replayer = new Replayer(rules);
  }

  observe(reading: Reading): void {
    if (this.#samples++ === 0) this.#fromMs = reading.atMs;
    this.#untilMs = reading.atMs;
    this.#gaps.observe(reading.instance, reading.atMs);
    this.#sketch.observe(reading);
    this.#replayer.observe(reading);
  }

  end(): Found {
    const span = { fromMs: this.#fromMs, untilMs: this.#untilMs };
    return {
      samples: this.#samples,
      gaps: this.#gaps.missing,
      span: this.#samples === 0 ? null : span,
      replay: this.#replayer.end(),
      sketch: this.#sketch,
    };
  }
}
