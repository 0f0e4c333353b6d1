import { random } from '../support/series-generator.ts';

/** The dice of one case: the same for the same class and seed. */
export type Dice = {
  readonly between: (low: number, high: number) => number;
  /** Even in the logarithm. */
  readonly around: (low: number, high: number) => number;
  readonly pick: <T>(of: readonly T[]) => T;
  /** Whether something that happens in this share of all cases happens. */
  readonly chance: (share: number) => boolean;
  readonly seed: number;
};

/** The dice of a class and a seed. */
export function diceOf(name: string, caseSeed: number): Dice {
  const seed = caseSeed * 7919 + hash(name);
  const next = random(seed);
  const between = (low: number, high: number) => low + (high - low) * next();
  return {
    between,
    around: (low, high) => Math.exp(between(Math.log(low), Math.log(high))),
    pick: (of) => of[Math.floor(next() * of.length)] as (typeof of)[number],
    chance: (share) => next() < share,
    seed,
  };
}

/** Box and Muller, one of the pair. */
export function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

function hash(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0)) | 0;
  return sum >>> 0;
}
