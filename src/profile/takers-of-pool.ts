import type { Frame } from '../model/culprit.ts';
import { libraryOf } from './library-of.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

/** From this part of its growth on a site stands for what a pool made and not for what it keeps. */
const mostly = 0.5;
const get = 'sync.(*Pool).Get';

/**
 * The other sites that take from the pool which made most of what a site grew by; empty where no pool did. A pool makes an object for
 * who asks while it is empty, and hands it to somebody else later; who keeps it need not be who asked:
 *
 *     pool.New ← sync.(*Pool).Get ← zap.(*Logger).Info ← app.serve        gives it back
 *     pool.New ← sync.(*Pool).Get ← zap.(*Logger).With ← app.loggerFor    keeps it
 */
export function takersOfPool(
  one: SiteGrowth,
  growths: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): readonly SiteGrowth[] {
  const made = new Map<Frame, number>();
  let grown = 0;
  for (const { stack, first, now } of one.buckets()) {
    const bytes = now.value - first.value;
    if (bytes <= 0) continue;
    grown += bytes;
    const maker = makerOf(framesOf(stack));
    if (maker !== undefined) made.set(maker, (made.get(maker) ?? 0) + bytes);
  }
  const [maker] = [...made].find(([, bytes]) => bytes > mostly * grown) ?? [];
  if (maker === undefined) return [];
  // What is taken from a pool is seen only where the pool was empty: who calls its library may take from it too.
  const library = sites.kind(maker) === 'application' ? null : libraryOf(maker);
  const takes = (frames: readonly Frame[]) =>
    makerOf(frames) === maker || frames.some((frame) => libraryOf(frame) === library);
  return growths.filter(
    (other) =>
      other.site !== one.site &&
      other
        .buckets()
        .some(({ stack, first, now }) => now.value > first.value && takes(framesOf(stack))),
  );
}

/** What makes the objects of the pool that a stack asks: the function that `Get` calls. */
function makerOf(frames: readonly Frame[]): Frame | undefined {
  const at = frames.findIndex((frame) => frame.function === get);
  return at > 0 ? frames[at - 1] : undefined;
}
