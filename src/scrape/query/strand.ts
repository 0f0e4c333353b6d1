import type { Labels } from '../../model/labels.ts';
import { isMemoryMetric, isSettingMetric } from '../reading-of-metrics.ts';
import type { Points } from './fetch-chunk.ts';
import { isCadvisor, isOfProcess } from './group-workloads.ts';
import { seriesKey } from './series-key.ts';

/** What else a reading asks of a sample than its name and its value. */
const neededLabels = ['area', 'resource', 'reason', 'version', 'id', 'image'] as const;

/** One series of a process, and where it has been read up to. */
export type Strand = {
  readonly name: string;
  readonly labels: Labels;
  readonly key: number;
  /** Which exporter it comes from. */
  readonly source: string;
  /** Which container or address of that exporter. */
  readonly generation: string;
  /** `memory` makes a reading, `setting` holds for a while, `figure` belongs to its own time. */
  readonly kind: 'memory' | 'setting' | 'figure';
  /** Whether readings take it: not where the best exporter has the same. */
  isUsed: boolean;
  lastMs: number;
  lastValue: number;
};

/** How far a strand's samples of one stretch have been read. */
export type Cursor = {
  readonly strand: Strand;
  readonly own: Points | undefined;
  at: number;
  readonly endMs: number;
};

/** Goes on to the last sample that is not after `atMs`. */
export function advance(cursor: Cursor, atMs: number): void {
  const { own, strand, endMs } = cursor;
  if (own === undefined) return;
  while (cursor.at < own.times.length) {
    const next = own.times[cursor.at] ?? 0;
    if (next > atMs || next >= endMs) return;
    strand.lastMs = next;
    strand.lastValue = own.values[cursor.at] ?? 0;
    cursor.at++;
  }
}

/** A series of which nothing has been read yet. */
export function strandOf(labels: Labels): Strand {
  const { __name__: name = '', job = '', instance = '', id = '' } = labels;
  const [host = '', port = ''] = splitAddress(instance);
  const [source, generation] = isCadvisor(name)
    ? ['cadvisor', id]
    : isOfProcess(name)
      ? [`${job} ${port}`, host]
      : ['kube-state-metrics', instance];
  const kind = isMemoryMetric(name) ? 'memory' : isSettingMetric(name) ? 'setting' : 'figure';
  return {
    ...{ name, labels: keptLabels(labels), key: seriesKey(labels), source, generation, kind },
    ...{ isUsed: true, lastMs: Number.NaN, lastValue: Number.NaN },
  };
}

const noLabels: Labels = {};

/** Few of a hundred thousand series have one. */
function keptLabels(labels: Labels): Labels {
  let kept: Record<string, string> | null = null;
  for (const name of neededLabels) {
    const value = labels[name];
    if (value === undefined) continue;
    kept ??= {};
    kept[name] = value;
  }
  return kept ?? noLabels;
}

/** One text for a container or an address of an exporter. */
export function generationKey({
  source,
  generation,
}: Pick<Strand, 'source' | 'generation'>): string {
  return `${source} ${generation}`;
}

function splitAddress(instance: string): readonly string[] {
  const [, host = instance, port = ''] = /^(.*):(\d+)$/.exec(instance) ?? [];
  return [host, port];
}

/** The program knows more of itself than its container does. */
export function rankOf({ name }: Strand): number {
  return isCadvisor(name) ? 1 : 0;
}
