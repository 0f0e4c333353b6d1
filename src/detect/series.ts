import { type Signal, signals, unitOf } from '../model/signal.ts';

/** Every series that is kept of an instance. Those after the signals only help to explain. */
export const seriesNames = [
  'value',
  ...signals,
  'notReturned',
  'fragmentation',
  'profilerBuckets',
  'pageCache',
  'goalUse',
] as const;

export type SeriesName = (typeof seriesNames)[number];

/** What tells which part of the memory grows, and is no witness of its own. */
const parts: ReadonlySet<Signal> = new Set(['stackInuse', 'offHeap']);

/** The series that a verdict may rest on, the best witness of retention first. */
export const judged: readonly (Signal | 'value')[] = [
  'value',
  ...signals.filter((signal) => !parts.has(signal)),
];

const witnesses: ReadonlySet<SeriesName> = new Set(judged);

/** Whether a verdict may rest on a series. */
export function isJudged(name: SeriesName): boolean {
  return witnesses.has(name);
}

/** Whether rules may ask for a series by name: the witnesses, and the parts, which only help to explain one else. */
export function isAskedFor(name: SeriesName): boolean {
  return witnesses.has(name) || (parts as ReadonlySet<SeriesName>).has(name);
}

const counts: ReadonlySet<SeriesName> = new Set(
  signals.filter((signal) => unitOf(signal) === 'count'),
);

/** Whether a series counts things instead of bytes. */
export function isCount(name: SeriesName): boolean {
  return counts.has(name);
}
