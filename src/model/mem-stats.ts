import type { FigureName, Figures } from './reading.ts';

/**
 * The trailer of `heap?debug=1` (Go, runtime/pprof writeHeapInternal): fields of runtime.MemStats by
 * name. `Stack = inuse / sys` counts its first number. There is no resident set on that page: `MaxRSS` is
 * the peak since the start, which never falls and so is no signal. What the runtime holds is
 * `sys` − `heapReleased`.
 */
const fields: Readonly<Record<string, FigureName>> = {
  HeapAlloc: 'heapAlloc',
  HeapSys: 'heapSys',
  HeapIdle: 'heapIdle',
  HeapInuse: 'heapInuse',
  HeapReleased: 'heapReleased',
  Stack: 'stackInuse',
  Sys: 'sys',
  BuckHashSys: 'buckHashSys',
  NextGC: 'nextGc',
  NumGC: 'gcCount',
  GCCPUFraction: 'gcCpuFraction',
  TotalAlloc: 'allocTotal',
  MaxRSS: 'peakRss',
};

const heading = '\n# runtime.MemStats\n';

/** The figures below a heap profile that Go wrote as text: bytes, counts and one ratio. null: there are none. */
export function memStatsOf(text: string): Figures | null {
  const trailer = text.lastIndexOf(heading);
  if (trailer === -1) return null;
  const figures: Partial<Record<FigureName, number>> = {};
  for (const line of text.slice(trailer + heading.length).split('\n')) {
    const [, field = '', number = ''] = /^# (\w+) = ([\d.e+-]+)/.exec(line) ?? [];
    const figure = Object.hasOwn(fields, field) ? fields[field] : undefined;
    const value = number === '' ? Number.NaN : Number(number);
    if (figure !== undefined && Number.isFinite(value)) figures[figure] = value;
  }
  return figures;
}
