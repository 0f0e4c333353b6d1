import type { GrowthSeries } from './growth-trend.ts';

/** How sure one must be that less is kept before it counts as doubt, for all looks together; and against a leak. */
const chances = { doubt: 0.05, against: 0.005 };
/** What may count as lately: these parts of the captures. */
const parts = [2 / 3, 1 / 2, 1 / 4];
/** Where less than this part of what grows was freed, what is freed is something else that the site makes. */
const leastFreed = 0.05;
/** To which part of what was kept before it must have fallen: of many objects a trifle is sure as well. */
const keptLess = 3 / 4;

/**
 * Whether a site keeps a smaller part of what it allocates lately than before, in the last two thirds of the captures,
 * their half or their quarter: a ring that has filled up, a cache that begins to throw out.
 *
 *     made    7  9  8 13  9      what a leak keeps stays in proportion to what it allocates, be it all of it
 *     freed   0  0  0  2  5      or a part, and five of nine after two of thirty is no chance
 *
 * Fisher's exact test (1935) on the sampled objects, which are few and of which it is known for certain that they
 * were freed. Says nothing (false) with less than four captures and where allocations are not counted.
 */
export function keepsLess(
  { objects, freedShare }: Pick<GrowthSeries, 'objects' | 'freedShare'>,
  as: keyof typeof chances = 'doubt',
): boolean {
  if (objects === null || objects.made.length < 4 || freedShare < leastFreed) return false;
  const last = objects.made.length - 1;
  const looks = new Set(parts.map((part) => last - Math.max(1, Math.floor(last * part))));
  return [...looks].some((from) => keepsLessSince(objects, from, chances[as] / looks.size));
}

function keepsLessSince(
  objects: NonNullable<GrowthSeries['objects']>,
  from: number,
  chance: number,
): boolean {
  const last = objects.made.length - 1;
  const late = stepOf(objects, from, last);
  const before = stepOf(objects, 0, from);
  if (late.made === 0 || before.made === 0) return false;
  const keptBefore = 1 - before.freed / before.made;
  const keptLate = 1 - late.freed / late.made;
  return keptLate < keptLess * keptBefore && fisherTail(late, before) < chance;
}

type Step = { readonly made: number; readonly freed: number };

/** Of what was there before some may be freed as well: more than was made counts as all of it. */
function stepOf({ made, freed }: NonNullable<GrowthSeries['objects']>, from: number, to: number) {
  const step = (list: readonly number[]) => Math.max(0, (list[to] ?? 0) - (list[from] ?? 0));
  return { made: step(made), freed: Math.min(step(made), step(freed)) };
}

/**
 * The chance that of all freed so many or more are late ones, if lateness does not matter: the first term of the
 * hypergeometric distribution, and the others by their ratio to the one before, which falls from the mode on.
 */
function fisherTail(late: Step, before: Step): number {
  const freed = late.freed + before.freed;
  const made = late.made + before.made;
  if (late.freed * made <= freed * late.made) return 1;
  let ratio = 1;
  let ratios = 1;
  for (let k = late.freed; k < Math.min(late.made, freed) && ratio > ratios * 1e-9; k++) {
    ratio *= ((late.made - k) * (freed - k)) / ((k + 1) * (before.made - freed + k + 1));
    ratios += ratio;
  }
  const first =
    logChoose(late.made, late.freed) +
    logChoose(before.made, before.freed) -
    logChoose(made, freed);
  return Math.exp(first + Math.log(ratios));
}

function logChoose(n: number, k: number): number {
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
