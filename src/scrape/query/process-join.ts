import type { Reading } from '../../model/reading.ts';
import type { MetricSample } from '../parse-metrics-page.ts';
import { isMemoryMetric, readingOfMetrics } from '../reading-of-metrics.ts';
import { chooseStrands } from './choose-strands.ts';
import type { SavedJoin } from './feed-place.ts';
import type { Points } from './fetch-chunk.ts';
import { isCadvisor, type QueriedProcess } from './group-workloads.ts';
import { pageAt } from './page-at.ts';
import { peakAt } from './peak-at.ts';
import { seriesKey } from './series-key.ts';
import { advance, type Cursor, generationKey, oomEvents, type Strand, strandOf } from './strand.ts';
import { newestFirst, whereHeard } from './where-heard.ts';

/** How long a limit or a start time holds without a newer sample: Prometheus' own lookback. */
const lookbackMs = 300_000;

/** How long a kill that was counted explains the end of a life. */
const oomExplainsMs = 600_000;

/** A container or an address of an exporter: when it was first seen, and when its container started. */
type Generation = {
  readonly source: string;
  readonly name: string;
  firstMs: number;
  startMs: number;
};

/**
 * Joins the series of one process over time into readings, one for each time at which the best of its
 * exporters was scraped: the program's own page, else cAdvisor. Figures count at their own time alone,
 * so that a gap stays one; limits, start times and restarts of any exporter hold for five minutes. Where
 * two containers of one name overlap (a cgroup that outlives its container) the newest one counts. A limit as
 * large as the machine is none.
 */
export class ProcessJoin {
  readonly #name: string;
  #machineBytes: number;
  #strands: readonly Strand[] = [];
  /** The exporter whose scrapes make the readings. */
  #axis = '';
  #generations: readonly Generation[] = [];
  #beforeMs = Number.NEGATIVE_INFINITY;
  #oomAtMs = Number.NEGATIVE_INFINITY;
  /** The life that the newest reading was of: a peak across two lives is nobody's. */
  #life = '';

  constructor(process: QueriedProcess) {
    this.#name = process.name;
    this.#machineBytes = process.machineBytes ?? Number.POSITIVE_INFINITY;
    this.follow(process);
  }

  /** What has been read, as plain data that JSON gives back unchanged. */
  save(): SavedJoin {
    return {
      strands: this.#strands.flatMap(({ key, lastMs, lastValue }) =>
        Number.isNaN(lastValue) ? [] : [[key, told(lastMs), lastValue]],
      ),
      generations: this.#generations.map(({ source, name, firstMs, startMs }) => [
        ...([source, name, firstMs] as const),
        told(startMs),
      ]),
      beforeMs: told(this.#beforeMs),
      oomAtMs: told(this.#oomAtMs),
      life: this.#life,
    };
  }

  /** Goes on where another join has saved, as far as its series are still there. */
  goOn({ strands, generations, beforeMs, oomAtMs, life }: SavedJoin): void {
    const byKey = new Map(strands.map((strand) => [strand[0], strand]));
    for (const strand of this.#strands) {
      const [, lastMs = null, lastValue = null] = byKey.get(strand.key) ?? [];
      strand.lastMs = lastMs ?? Number.NaN;
      strand.lastValue = lastValue ?? Number.NaN;
    }
    const sources = new Set(this.#strands.map(generationKey));
    this.#generations = generations.flatMap(([source, name, firstMs, startMs]) =>
      sources.has(generationKey({ source, generation: name }))
        ? [{ source, name, firstMs, startMs: startMs ?? Number.NaN }]
        : [],
    );
    this.#beforeMs = beforeMs ?? Number.NEGATIVE_INFINITY;
    this.#oomAtMs = oomAtMs ?? Number.NEGATIVE_INFINITY;
    this.#life = life;
  }

  /** Where it was heard last: another text once its pod has moved. */
  get at(): string {
    return whereHeard(this.#strands, this.#axis);
  }

  /** A process with the series first of the exporter that makes its readings, and that said something last. */
  newestFirst(process: QueriedProcess): QueriedProcess {
    return { ...process, series: newestFirst(this.#strands, this.#axis, process.series) };
  }

  /** Reads these series from now on: containers come and go, and exporters are added. */
  follow({ series, machineBytes }: Pick<QueriedProcess, 'series' | 'machineBytes'>): void {
    this.#machineBytes = machineBytes ?? this.#machineBytes;
    const known = new Map(this.#strands.map((strand) => [strand.key, strand]));
    this.#strands = series.map((labels) => known.get(seriesKey(labels)) ?? strandOf(labels));
    this.#axis = chooseStrands(this.#strands);
    const sources = new Set(this.#strands.map(generationKey));
    this.#generations = this.#generations.filter(({ source, name }) =>
      sources.has(generationKey({ source, generation: name })),
    );
  }

  /** The readings of the next stretch of time. `peaks`: the highest values, where `points` has the least. */
  readings(
    points: ReadonlyMap<number, Points>,
    peaks: ReadonlyMap<number, Points> = noPoints,
  ): Reading[] {
    for (const strand of this.#strands) this.#note(strand, points.get(strand.key));
    const cursors: Cursor[] = [];
    for (const strand of this.#strands) {
      if (!strand.isUsed) continue;
      const endMs = this.#endOf(strand);
      cursors.push({ strand, own: points.get(strand.key), at: 0, endMs });
    }
    const readings: Reading[] = [];
    for (const atMs of this.#timesOf(cursors)) {
      const page = pageAt(cursors, atMs, (strand) => this.#counts(strand, atMs));
      const reading = readingOfMetrics(page, { nowMs: atMs, instance: this.#name });
      // A time at which only counters came is a gap.
      if (reading.ok) readings.push(this.#completed(reading.value, page, cursors, peaks));
      this.#beforeMs = atMs;
    }
    // What came after the last reading holds for the first one of the next stretch.
    for (const cursor of cursors) advance(cursor, Number.POSITIVE_INFINITY);
    return readings;
  }

  #completed(
    reading: Reading,
    page: readonly MetricSample[],
    cursors: readonly Cursor[],
    peaks: ReadonlyMap<number, Points>,
  ): Reading {
    const { limitBytes, lastExit, ...others } = reading;
    const { goMemoryLimit } = reading.figures;
    const limit =
      limitBytes !== undefined && limitBytes >= this.#machineBytes ? goMemoryLimit : limitBytes;
    const exit = lastExit ?? (this.#wasKilled(reading.atMs) ? 'oom' : undefined);
    const whole: Reading = {
      ...others,
      ...(limit === undefined ? {} : { limitBytes: limit }),
      ...(exit === undefined ? {} : { lastExit: exit }),
      ...containerOf(page, reading),
    };
    const life = [whole.startAtMs, whole.restarts, whole.containerId].join(' ');
    const isSame = life === this.#life;
    this.#life = life;
    const peakBytes = isSame ? peakAt(reading.atMs, cursors, peaks) : undefined;
    return peakBytes === undefined ? whole : { ...whole, peakBytes };
  }

  #wasKilled(atMs: number): boolean {
    return this.#oomAtMs <= atMs && atMs - this.#oomAtMs < oomExplainsMs;
  }

  /** The times at which the best exporter was scraped, in order. */
  #timesOf(cursors: readonly Cursor[]): readonly number[] {
    const times = new Set<number>();
    for (const { strand, own, endMs } of cursors) {
      if (strand.kind !== 'memory' || strand.source !== this.#axis) continue;
      // What was missing is read along with what was not.
      for (const atMs of own?.times ?? [])
        if (atMs > this.#beforeMs && atMs < endMs) times.add(atMs);
    }
    return [...times].sort((a, b) => a - b);
  }

  #counts({ kind, source, lastMs }: Strand, atMs: number): boolean {
    if (kind === 'setting') return atMs - lastMs <= lookbackMs;
    // Each sample of another exporter goes into one reading, the next one after it.
    return source === this.#axis ? lastMs === atMs : lastMs > this.#beforeMs;
  }

  /** Remembers since when there is this container, before any of its samples is judged. */
  #note(strand: Strand, points: Points | undefined): void {
    const { times = [], values = [] } = points ?? {};
    const [firstMs] = times;
    if (firstMs === undefined) return;
    if (strand.name === oomEvents) {
      this.#noteKills(strand, times, values);
      return;
    }
    let known = this.#generations.find(
      ({ source, name }) => source === strand.source && name === strand.generation,
    );
    if (known === undefined) {
      known = { source: strand.source, name: strand.generation, firstMs, startMs: Number.NaN };
      this.#generations = [...this.#generations, known];
    }
    known.firstMs = Math.min(known.firstMs, firstMs);
    if (strand.name === 'container_start_time_seconds') known.startMs = (values.at(-1) ?? 0) * 1000;
  }

  #noteKills(strand: Strand, times: readonly number[], values: readonly number[]): void {
    for (const [i, value] of values.entries()) {
      if (value > strand.lastValue) this.#oomAtMs = times[i] ?? this.#oomAtMs;
      strand.lastValue = value;
    }
  }

  /** From when on a newer container of the same name counts instead. */
  #endOf({ source, generation }: Strand): number {
    if (this.#generations.length < 2) return Number.POSITIVE_INFINITY;
    const of = this.#generations.filter((other) => other.source === source);
    const own = of.find(({ name }) => name === generation);
    if (own === undefined || of.length === 1) return Number.POSITIVE_INFINITY;
    const order = ({ firstMs, startMs }: Generation) => (startMs > 0 ? startMs : firstMs);
    const newer = of.filter((other) => other !== own && order(other) > order(own));
    return Math.min(Number.POSITIVE_INFINITY, ...newer.map(({ firstMs }) => firstMs));
  }
}

/** JSON knows neither NaN nor infinity. */
function told(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

const noPoints: ReadonlyMap<number, Points> = new Map();

/** The container's id tells lives apart, its image versions. */
function containerOf(page: readonly MetricSample[], { version }: Reading): Partial<Reading> {
  const labels = page.find(({ name }) => isCadvisor(name) && isMemoryMetric(name))?.labels;
  const { id, image } = labels ?? {};
  return {
    ...(id ? { containerId: id } : {}),
    ...(image && version === undefined ? { version: image } : {}),
  };
}
