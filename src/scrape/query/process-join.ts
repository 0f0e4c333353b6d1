import type { Labels } from '../../model/labels.ts';
import type { Reading } from '../../model/reading.ts';
import type { MetricSample } from '../parse-metrics-page.ts';
import { isMemoryMetric, isSettingMetric, readingOfMetrics } from '../reading-of-metrics.ts';
import type { Points } from './fetch-chunk.ts';
import { isCadvisor, isOfProcess, type QueriedProcess } from './group-workloads.ts';
import { seriesKey } from './series-key.ts';

/** How long a limit or a start time holds without a newer sample: Prometheus' own lookback. */
const lookbackMs = 300_000;

/** One series of a process, and where it has been read up to. */
type Strand = {
  readonly name: string;
  readonly labels: Labels;
  readonly key: string;
  /** Which exporter it comes from. */
  readonly source: string;
  /** Which container or address of that exporter. */
  readonly generation: string;
  /** `memory` makes a reading, `setting` holds for a while, `figure` belongs to its own time. */
  readonly kind: 'memory' | 'setting' | 'figure';
  last: { readonly atMs: number; readonly value: number } | null;
};

/**
 * Joins the series of one process over time into readings, one for each time at which the best of its
 * exporters was scraped: the program's own page, else cAdvisor. Figures count at their own time alone,
 * so that a gap stays one; limits, start times and restarts of any exporter hold for five minutes. Where
 * two containers of one name overlap (a cgroup that outlives its container) the newest one counts.
 */
export class ProcessJoin {
  readonly #name: string;
  readonly #strands: readonly Strand[];
  /** The exporter whose scrapes make the readings. */
  readonly #axis: string;
  readonly #ofAxis: ReadonlySet<string>;
  /** When each generation of an exporter was first seen, and when its container started. */
  readonly #generations = new Map<string, Map<string, { firstMs: number; startMs: number }>>();
  #beforeMs = Number.NEGATIVE_INFINITY;

  constructor({ name, series }: QueriedProcess) {
    this.#name = name;
    this.#strands = series.map(strandOf);
    const memory = this.#strands.filter(({ kind }) => kind === 'memory');
    const [best] = memory.toSorted((a, b) => rankOf(a) - rankOf(b));
    this.#axis = best?.source ?? '';
    const own = this.#strands.filter(({ source }) => source === this.#axis);
    this.#ofAxis = new Set(own.map((strand) => strand.name));
  }

  /** The readings of the next stretch of time. */
  readings(points: ReadonlyMap<string, Points>): Reading[] {
    for (const strand of this.#strands) this.#note(strand, points.get(strand.key));
    const cursors = this.#strands
      .filter(({ source, name }) => source === this.#axis || !this.#ofAxis.has(name))
      .map((strand) => ({
        strand,
        own: points.get(strand.key),
        at: 0,
        endMs: this.#endOf(strand),
      }));
    const readings: Reading[] = [];
    for (const atMs of this.#timesOf(cursors)) {
      const page = cursors.flatMap((cursor) => this.#sampleAt(cursor, atMs));
      const reading = readingOfMetrics(page, { nowMs: atMs, instance: this.#name });
      // A time at which only counters came is a gap.
      if (reading.ok) readings.push({ ...reading.value, ...containerOf(page, reading.value) });
      this.#beforeMs = atMs;
    }
    // What came after the last reading holds for the first one of the next stretch.
    for (const cursor of cursors) advance(cursor, Number.POSITIVE_INFINITY);
    return readings;
  }

  /** The times at which the best exporter was scraped, in order. */
  #timesOf(cursors: readonly Cursor[]): readonly number[] {
    const times = new Set<number>();
    for (const { strand, own, endMs } of cursors) {
      if (strand.kind !== 'memory' || strand.source !== this.#axis) continue;
      for (const atMs of own?.times ?? []) if (atMs < endMs) times.add(atMs);
    }
    return [...times].sort((a, b) => a - b);
  }

  #sampleAt(cursor: Cursor, atMs: number): MetricSample[] {
    advance(cursor, atMs);
    const { strand } = cursor;
    const { last, name, labels } = strand;
    if (last === null || !this.#counts(strand, last.atMs, atMs)) return [];
    return [{ name, labels, value: last.value }];
  }

  #counts({ kind, source }: Strand, sampledMs: number, atMs: number): boolean {
    if (kind === 'setting') return atMs - sampledMs <= lookbackMs;
    // Each sample of another exporter goes into one reading, the next one after it.
    return source === this.#axis ? sampledMs === atMs : sampledMs > this.#beforeMs;
  }

  /** Remembers since when there is this container, before any of its samples is judged. */
  #note(strand: Strand, points: Points | undefined): void {
    const { times = [], values = [] } = points ?? {};
    const [firstMs] = times;
    if (firstMs === undefined) return;
    const of = this.#generations.get(strand.source) ?? new Map();
    this.#generations.set(strand.source, of);
    const known = of.get(strand.generation) ?? { firstMs, startMs: Number.NaN };
    known.firstMs = Math.min(known.firstMs, firstMs);
    if (strand.name === 'container_start_time_seconds') known.startMs = (values.at(-1) ?? 0) * 1000;
    of.set(strand.generation, known);
  }

  /** From when on a newer container of the same name counts instead. */
  #endOf({ source, generation }: Strand): number {
    const of = this.#generations.get(source);
    const own = of?.get(generation);
    if (of === undefined || own === undefined || of.size === 1) return Number.POSITIVE_INFINITY;
    const order = ({ firstMs, startMs }: typeof own) => (startMs > 0 ? startMs : firstMs);
    const newer = [...of.values()].filter((other) => other !== own && order(other) > order(own));
    return Math.min(Number.POSITIVE_INFINITY, ...newer.map(({ firstMs }) => firstMs));
  }
}

/** The container's id tells lives apart, its image versions. */
function containerOf(page: readonly MetricSample[], { version }: Reading): Partial<Reading> {
  const labels = page.find(({ name }) => isCadvisor(name) && isMemoryMetric(name))?.labels;
  const { id, image } = labels ?? {};
  return {
    ...(id ? { containerId: id } : {}),
    ...(image && version === undefined ? { version: image } : {}),
  };
}

type Cursor = {
  readonly strand: Strand;
  readonly own: Points | undefined;
  at: number;
  readonly endMs: number;
};

/** Goes on to the last sample that is not after `atMs`. */
function advance(cursor: Cursor, atMs: number): void {
  const { own, strand, endMs } = cursor;
  if (own === undefined) return;
  while (cursor.at < own.times.length) {
    const next = own.times[cursor.at] ?? 0;
    if (next > atMs || next >= endMs) return;
    strand.last = { atMs: next, value: own.values[cursor.at] ?? 0 };
    cursor.at++;
  }
}

function strandOf(labels: Labels): Strand {
  const { __name__: name = '', job = '', instance = '', id = '' } = labels;
  const { __name__: _, ...others } = labels;
  const [host = '', port = ''] = splitAddress(instance);
  const [source, generation] = isCadvisor(name)
    ? ['cadvisor', id]
    : isOfProcess(name)
      ? [`${job} ${port}`, host]
      : ['kube-state-metrics', instance];
  const kind = isMemoryMetric(name) ? 'memory' : isSettingMetric(name) ? 'setting' : 'figure';
  return { name, labels: others, key: seriesKey(labels), source, generation, kind, last: null };
}

function splitAddress(instance: string): readonly string[] {
  const [, host = instance, port = ''] = /^(.*):(\d+)$/.exec(instance) ?? [];
  return [host, port];
}

/** The program knows more of itself than its container does. */
function rankOf({ name }: Strand): number {
  return isCadvisor(name) ? 1 : 0;
}
