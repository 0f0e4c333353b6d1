import type { Frame } from '../model/culprit.ts';
import { ownName } from './function-name.ts';
import { givesAway } from './gives-away.ts';
import { isCount } from './is-count.ts';
import { libraryOf } from './library-of.ts';
import { takesOfPool } from './pool-takers.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

/** The part of the growth that must pass through a function for it to be named in place of the loop. */
const explainedShare = 0.8;

/** A function with its call that most passed through, what passed through all of them, and how far within. */
type Passed = { frame: Frame; most: number; bytes: number; depth: number };

/**
 * A goroutine that a library started is called by nobody: its outermost function is the loop that it runs for
 * everything, which says no more than `main.main` would:
 *
 *     keyFromSub ← updateRouteSubscriptionMap ← processUnsub ← parse ← readLoop ← createClient.func1    65 %
 *                  updateRouteSubscriptionMap ← processSub   ← parse ← readLoop ← createClient.func1    35 %
 *
 * So of what is charged to such a loop the innermost function of that library is answered through which 80 % of the
 * growth has passed. Methods come first, which have something to keep it in; what gives away what it makes
 * (gives-away.ts), or takes it out of a pool, is none. null: another called the site, it is of no library, or all of it
 * is the loop's own; of goroutines, which are counted and not made, the loop is what they are.
 */
export function innermostOfLoop(
  growth: SiteGrowth,
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): Frame | null {
  const { site, frame: loop } = growth;
  const buckets = growth.buckets();
  if (sites.kind(loop) !== 'third-party' || isCount(growth)) return null;
  const library = libraryOf(loop);
  const passed = new Map<string, Passed>();
  let whole = 0;
  for (const { stack, first, now } of buckets) {
    const bytes = now.value - first.value;
    if (bytes <= 0) continue;
    const frames = framesOf(stack);
    const at = frames.findLastIndex((frame) => sites.idOf(frame) === site);
    if (!frames.slice(at + 1).every((frame) => startsGoroutines(frame, sites))) return null;
    whole += bytes;
    addPassed(
      passed,
      frames.slice(0, at + 1).filter((frame) => libraryOf(frame) === library),
      bytes,
      sites,
    );
  }
  const possible = [...passed]
    .filter(
      ([name, { bytes }]) =>
        bytes >= explainedShare * whole && !givesAway(name) && !takesOfPool(name),
    )
    .sort(([, a], [, b]) => b.depth / b.bytes - a.depth / a.bytes);
  const [name, best] = possible.find(([one]) => isMethod(one)) ?? possible[0] ?? [];
  return best === undefined || name === sites.name(loop) ? null : best.frame;
}

/** The runtime, and the function that a program begins in. */
function startsGoroutines(frame: Frame, sites: SiteTable): boolean {
  return sites.kind(frame) === 'runtime' || frame.function === 'main.main';
}

/** Adds a stack to each function on it, as far from the loop as its innermost call is. */
function addPassed(
  passed: Map<string, Passed>,
  frames: readonly Frame[],
  bytes: number,
  sites: SiteTable,
): void {
  const seen = new Set<string>();
  for (const [fromLeaf, frame] of frames.entries()) {
    const name = sites.name(frame);
    if (seen.has(name)) continue;
    seen.add(name);
    const one = passed.get(name) ?? { frame, most: 0, bytes: 0, depth: 0 };
    passed.set(name, one);
    if (bytes > one.most) {
      one.frame = frame;
      one.most = bytes;
    }
    one.bytes += bytes;
    one.depth += bytes * (frames.length - fromLeaf);
  }
}

/** `name`: as it is shown, with `[...]` for type arguments. */
function isMethod(name: string): boolean {
  return ownName(name).replaceAll('[...]', '').includes('.');
}
