import type { Culprit, Diff } from '../model/culprit.ts';
import { rowName } from '../model/row-name.ts';

type Row = Diff['top'][number];

/** A row of a table of functions; `is`: what its function is said to be, null where nobody speaks of it. */
export type ShownRow = Row & {
  readonly is: 'culprit' | 'best guess' | null;
  /** Others stand between it and the one before. */
  readonly isFurther: boolean;
};

/**
 * The first rows of a table, `most` at most, and those of who is named further down: a table that lacks whom the card
 * accuses would be in doubt.
 */
export function rowsShown(
  rows: readonly Row[],
  most: number,
  culprits: readonly Culprit[],
): readonly ShownRow[] {
  const named = new Map(
    culprits
      .filter(({ confidence }, i) => i === 0 || confidence !== 'not-enough-evidence')
      .map((culprit) => [rowName(culprit), culprit.confidence] as const),
  );
  const shown: ShownRow[] = [];
  for (const [i, row] of rows.entries()) {
    const confidence = named.get(row.function);
    if (i >= most && confidence === undefined) continue;
    const is = confidence === 'not-enough-evidence' ? 'best guess' : 'culprit';
    const isFurther = i > 0 && i !== shown.length;
    shown.push({ ...row, is: confidence === undefined ? null : is, isFurther });
  }
  return shown;
}
