import { memStatsOf } from '../model/mem-stats.ts';
import type { Figures } from '../model/reading.ts';
import { failure, type Result, success } from '../model/result.ts';

/** Without these a page is of no use; the collection count stands near the trailer's end. */
const needed = ['heapInuse', 'sys', 'gcCount'] as const;

/**
 * The figures of a `heap?debug=1` page: bytes, counts and one ratio. Fails with what is missing when the
 * page is another one or breaks off before its end.
 */
export function parseMemStats(text: string): Result<Figures> {
  const figures = memStatsOf(text);
  if (figures === null) {
    return failure(
      text.startsWith('heap profile:')
        ? 'the page breaks off before its figures ("# runtime.MemStats")'
        : 'the page is not what Go answers to heap?debug=1 ("heap profile: … # runtime.MemStats")',
    );
  }
  const missing = needed.find((name) => figures[name] === undefined);
  if (missing !== undefined) {
    return failure(`the page breaks off within its figures: ${missing} is missing`);
  }
  return success(figures);
}

/** The count in the first line of `goroutine?debug=1`, `goroutine profile: total N`; null when it says else. */
export function parseGoroutineTotal(text: string): number | null {
  const [, total] = /^goroutine profile: total (\d+)\n/.exec(text) ?? [];
  return total === undefined ? null : Number(total);
}
