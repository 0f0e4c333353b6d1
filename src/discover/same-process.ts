import type { FigureName, Reading } from '../model/reading.ts';

/** How far two readings of one figure may lie apart: so much, plus so great a part of the larger one. */
type Tolerance = { readonly apart: number; readonly ratio: number };

const mebibyte = 1024 ** 2;

/**
 * The readings are taken within about a second of each other, so counters may have moved on between them.
 * The two counters have to be there: levels alone are alike in any two replicas.
 */
const tolerances: Readonly<Partial<Record<FigureName, Tolerance>>> = {
  gcCount: { apart: 5, ratio: 0.02 },
  allocTotal: { apart: 16 * mebibyte, ratio: 0.05 },
  sys: { apart: 8 * mebibyte, ratio: 0.1 },
  buckHashSys: { apart: mebibyte / 4, ratio: 0.1 },
  goroutines: { apart: 20, ratio: 0.2 },
};

/**
 * Whether two readings, of different sources of one host and taken together, are of one process: equal
 * starts where both know theirs (a second apart at most), else agreement of every runtime figure that both
 * have, the collections and the bytes allocated so far among them.
 */
export function sameProcess(a: Reading, b: Reading): boolean {
  if (a.startAtMs !== undefined && b.startAtMs !== undefined) {
    return Math.abs(a.startAtMs - b.startAtMs) <= 1000;
  }
  const shared = (Object.keys(tolerances) as FigureName[]).filter(
    (name) => a.figures[name] !== undefined && b.figures[name] !== undefined,
  );
  const telling = shared.includes('gcCount') && shared.includes('allocTotal');
  return telling && shared.every((name) => agree(name, a, b));
}

function agree(name: FigureName, a: Reading, b: Reading): boolean {
  const { apart, ratio } = tolerances[name] ?? { apart: 0, ratio: 0 };
  const [one = 0, other = 0] = [a.figures[name], b.figures[name]];
  return Math.abs(one - other) <= apart + ratio * Math.max(one, other);
}
