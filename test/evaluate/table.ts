import { type Mark, type Score, score } from './score.ts';

const columns: readonly (readonly [string, (of: Score) => string])[] = [
  ['cases', ({ cases }) => String(cases)],
  ['precision', ({ precision }) => fixed(precision, 3)],
  ['recall', ({ recall }) => fixed(recall, 3)],
  ['F1', ({ f1 }) => fixed(f1, 3)],
  [
    'false/week (95 %)',
    ({ falseAlarms, weeks, perWeek, perWeekInterval: [low, high] }) =>
      `${fixed(perWeek, 4)} [${fixed(low, 4)}, ${fixed(high, 4)}] ${falseAlarms}/${fixed(weeks, 0)}`,
  ],
  ['before OOM', ({ beforeOomWithContext }) => fixed(beforeOomWithContext, 2)],
  ['cold', ({ beforeOomCold }) => fixed(beforeOomCold, 2)],
  ['delay P50', ({ delayP50 }) => fixed(delayP50, 2)],
  ['P90', ({ delayP90 }) => fixed(delayP90, 2)],
  ['time to limit ×', ({ etaFactor }) => fixed(etaFactor, 2)],
  ['P90', ({ etaFactorP90 }) => fixed(etaFactorP90, 2)],
  ['covered', ({ coverage, etas }) => `${fixed(coverage, 2)} of ${etas}`],
  ['sawtooth', ({ sawtooths }) => fixed(sawtooths, 2)],
  ['kind right', ({ kindsRight }) => fixed(kindsRight, 2)],
];

/** A number with so many decimals; `-` for none. */
export function fixed(value: number, places: number): string {
  return Number.isFinite(value) ? value.toFixed(places) : '-';
}

/** One row of scores for each set of marks. */
export function scoreTable(title: string, rows: ReadonlyMap<string, readonly Mark[]>): string {
  const lines = [...rows].map(([name, marks]) => {
    const found = score(marks);
    return [name, ...columns.map(([, of]) => of(found))];
  });
  return aligned([[title, ...columns.map(([name]) => name)], ...lines]);
}

/** Rows of cells as text, each column as wide as its widest cell. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) =>
    row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}
