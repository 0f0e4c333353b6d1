import type { Frame } from '../model/culprit.ts';
import { isMostOfGrowth } from './is-most-of-growth.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

/** What the runtime allocates for a goroutine that is started while no dead one's can be had (Go's runtime/proc.go). */
const record = 'runtime.malg';

/**
 * The sites that stand for goroutines and nothing else: 400 to 500 bytes for each, allocated on the system's stack, so
 * that neither who starts them nor what they do is on it. A goroutine profile tells both.
 */
export function goroutineRecords(
  growths: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): readonly SiteGrowth[] {
  const isRecord = (stack: number) => framesOf(stack).some((frame) => frame.function === record);
  return growths.filter(
    (one) =>
      sites.site(one.site)?.kind === 'runtime' &&
      isRecord(one.stack) &&
      isMostOfGrowth(one.buckets(), isRecord),
  );
}
