import type { GrowthSeries } from './growth-trend.ts';

/** How sure one must be that less is kept before it counts as doubt: one-sided 5 %, for both looks together. */
const chanceOfError = 0.05;
/** What counts as lately: the second half of the captures, and their last quarter. */
const looks = [1 / 2, 1 / 4];
/** And to which part of what was kept before it must have fallen: of many objects a trifle is sure as well. */
const keptLess = 3 / 4;

/**
 * Whether a site keeps a smaller part of what it allocates lately than before, in the later half of the captures
 * or their last quarter: a ring that has filled up, a cache that begins to throw out.
 *
 *     made    7  9  8 13  9      what a leak keeps stays in proportion to what it allocates, be it all of it
 *     freed   0  0  0  2  5      or a part, and five of nine after two of thirty is no chance
 *
 * Fisher's exact test (1935) on the sampled objects, which are few and of which it is known for certain that they
 * were freed. Says nothing (false) with less than four captures and where allocations are not counted.
 */
export function keepsLess({ objects }: Pick<GrowthSeries, 'objects'>): boolean {
  if (objects === null || objects.made.length < 4) return false;
  return looks.some((part) => keepsLessSince(objects, part));
}

function keepsLessSince(objects: NonNullable<GrowthSeries['objects']>, part: number): boolean {
  const last = objects.made.length - 1;
  const from = last - Math.max(1, Math.floor(last * part));
  const late = stepOf(objects, from, last);
  const before = stepOf(objects, 0, from);
  if (late.made === 0 || before.made === 0) return false;
  const keptBefore = 1 - before.freed / before.made;
  const keptLate = 1 - late.freed / late.made;
  return (
    keptLate < keptLess * keptBefore && fisherTail(late, before) < chanceOfError / looks.length
  );
}

type Step = { readonly made: number; readonly freed: number };

/** Of what was there before some may be freed as well: more than was made counts as all of it. */
function stepOf({ made, freed }: NonNullable<GrowthSeries['objects']>, from: number, to: number) {
  const step = (list: readonly number[]) => Math.max(0, (list[to] ?? 0) - (list[from] ?? 0));
  return { made: step(made), freed: Math.min(step(made), step(freed)) };
}

/** The chance that of all freed so many or more are late ones, if lateness does not matter (hypergeometric). */
function fisherTail(late: Step, before: Step): number {
  const freed = late.freed + before.freed;
  const most = Math.min(late.made, freed);
  const whole = logChoose(late.made + before.made, freed);
  let tail = 0;
  for (let k = late.freed; k <= most; k++) {
    const chance = Math.exp(logChoose(late.made, k) + logChoose(before.made, freed - k) - whole);
    tail += chance;
    // Beyond the mode each is smaller than the one before.
    if (chance < tail * 1e-9) break;
  }
  return tail;
}

function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY;
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** ln n!, by Stirling's series from 8 on: relative error below 1e-9. */
function logFactorial(n: number): number {
  if (n < 8) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return Math.log(product);
  }
  const x = n + 1;
  return (
    (x - 0.5) * Math.log(x) -
    x +
    0.5 * Math.log(2 * Math.PI) +
    1 / (12 * x) -
    1 / (360 * x ** 3) +
    1 / (1260 * x ** 5)
  );
}
