import { type SeriesName, seriesNames } from '../detect/series.ts';
import { seriesValues } from '../detect/series-values.ts';
import type { Reading } from '../model/reading.ts';
import type { Sample } from '../model/sample.ts';

/** Cells of one series before two neighbours become one: twice what a terminal is wide. */
const mostCells = 256;

/** The highest value of each stretch of time; NaN where there was none. */
type Cells = { readonly highs: Float64Array; used: number };

/**
 * What a chart shows of readings that nobody keeps: for each instance and series the highest value in
 * each of at most 256 stretches of equal length, which double whenever they no longer suffice.
 */
export class Sketch {
  readonly #series = new Map<string, Cells>();
  readonly #instances = new Set<string>();
  #originMs: number | null = null;
  #widthMs = 1000;

  observe(reading: Reading): void {
    this.#originMs ??= reading.atMs;
    while (this.#cellOf(reading.atMs) >= mostCells) this.#halve();
    const cell = this.#cellOf(reading.atMs);
    if (cell < 0) return;
    this.#instances.add(reading.instance);
    const values = seriesValues(reading);
    for (const [i, name] of seriesNames.entries()) {
      const value = values[i] as number;
      if (!Number.isFinite(value)) continue;
      const cells = this.#cells(reading.instance, name);
      const high = cells.highs[cell] ?? Number.NaN;
      cells.highs[cell] = Number.isNaN(high) ? value : Math.max(high, value);
      cells.used = Math.max(cells.used, cell + 1);
    }
  }

  /** One series, oldest first, a sample at the start of each stretch that has one. */
  samples(instance: string, name: SeriesName): readonly Sample[] {
    const cells = this.#series.get(keyOf(instance, name));
    if (cells === undefined) return [];
    return [...cells.highs.subarray(0, cells.used)].flatMap((value, i) =>
      Number.isNaN(value) ? [] : [{ atMs: (this.#originMs ?? 0) + i * this.#widthMs, value }],
    );
  }

  /** The same of all instances together, the highest of them in each stretch. */
  envelope(name: SeriesName): readonly Sample[] {
    const highs = new Map<number, number>();
    for (const instance of this.#instances) {
      for (const { atMs, value } of this.samples(instance, name)) {
        highs.set(atMs, Math.max(value, highs.get(atMs) ?? value));
      }
    }
    return [...highs].sort(([a], [b]) => a - b).map(([atMs, value]) => ({ atMs, value }));
  }

  #cellOf(atMs: number): number {
    return Math.floor((atMs - (this.#originMs ?? atMs)) / this.#widthMs);
  }

  #cells(instance: string, name: SeriesName): Cells {
    const key = keyOf(instance, name);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const made = { highs: new Float64Array(mostCells).fill(Number.NaN), used: 0 };
    this.#series.set(key, made);
    return made;
  }

  #halve(): void {
    this.#widthMs *= 2;
    for (const cells of this.#series.values()) {
      const { highs } = cells;
      for (let i = 0; i < mostCells; i++) {
        const pair = highs.subarray(2 * i, 2 * i + 2).filter((value) => !Number.isNaN(value));
        highs[i] = pair.length === 0 ? Number.NaN : Math.max(...pair);
      }
      cells.used = Math.ceil(cells.used / 2);
    }
  }
}

function keyOf(instance: string, name: SeriesName): string {
  return `${name} ${instance}`;
}
