import type { FigureName, Figures } from '../model/reading.ts';
import { failure, type Result, success } from '../model/result.ts';

/**
 * The trailer of `heap?debug=1` (Go, runtime/pprof writeHeapInternal): fields of runtime.MemStats by
 * name. `Stack = inuse / sys` counts its first number. There is no resident set on that page: `MaxRSS` is
 * the peak since the start, which never falls, and so feeds no figure. What the runtime holds is
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
};

/** Without these a page is of no use; the collection count stands near the trailer's end. */
const needed = ['heapInuse', 'sys', 'gcCount'] as const;

const heading = '\n# runtime.MemStats\n';

/**
 * The figures of a `heap?debug=1` page: bytes, counts and one ratio. Fails with what is missing when the
 * page is another one or breaks off before its end.
 */
export function parseMemStats(text: string): Result<Figures> {
  const trailer = text.lastIndexOf(heading);
  if (trailer === -1) {
    return failure(
      text.startsWith('heap profile:')
        ? 'the page breaks off before its figures ("# runtime.MemStats")'
        : 'the page is not what Go answers to heap?debug=1 ("heap profile: … # runtime.MemStats")',
    );
  }
  const figures = readFields(text.slice(trailer + heading.length));
  const missing = needed.find((name) => figures[name] === undefined);
  if (missing !== undefined) {
    return failure(`the page breaks off within its figures: ${missing} is missing`);
  }
  return success(figures);
}

function readFields(trailer: string): Figures {
  const figures: Partial<Record<FigureName, number>> = {};
  for (const line of trailer.split('\n')) {
    const [, field = '', number = ''] = /^# (\w+) = ([\d.e+-]+)/.exec(line) ?? [];
    const figure = Object.hasOwn(fields, field) ? fields[field] : undefined;
    const value = number === '' ? Number.NaN : Number(number);
    if (figure !== undefined && Number.isFinite(value)) figures[figure] = value;
  }
  return figures;
}

/** The count in the first line of `goroutine?debug=1`, `goroutine profile: total N`; null when it says else. */
export function parseGoroutineTotal(text: string): number | null {
  const [, total] = /^goroutine profile: total (\d+)\n/.exec(text) ?? [];
  return total === undefined ? null : Number(total);
}
