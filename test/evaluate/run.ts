/**
 * How right the detector is on services that a seeded generator plays, beside the field's rules:
 *
 *   node test/evaluate/run.ts [--seeds 6] [--set train|held-out|both] [--only REGEX] [--misses]
 *
 * Thresholds are chosen on the training seeds alone; the held-out ones are for reporting.
 */
import { parseArgs } from 'node:util';
import { contenders } from './baselines.ts';
import { type Case, caseOf, classes } from './cases.ts';
import { type Mark, mark, type Score, score } from './score.ts';

const firstSeed = { train: 1, 'held-out': 200_001 } as const;
type SetName = keyof typeof firstSeed;

/** The marks of each contender over `seeds` services of each class. */
export function evaluate(
  set: SetName,
  seeds: number,
  { only = /./, who = Object.keys(contenders), seen = () => {} }: Options = {},
): ReadonlyMap<string, readonly Mark[]> {
  const marks = new Map<string, Mark[]>(who.map((name) => [name, []]));
  for (const name of classes.filter((one) => only.test(one))) {
    for (let i = 0; i < seeds; i++) {
      const given = caseOf(name, firstSeed[set] + i);
      for (const one of who) {
        const marked = mark(given, contenders[one]?.(given) ?? []);
        marks.get(one)?.push(marked);
        if (one === who[0]) seen(given, marked, firstSeed[set] + i);
      }
    }
  }
  return marks;
}

type Options = {
  readonly only?: RegExp;
  readonly who?: readonly string[];
  readonly seen?: (given: Case, marked: Mark, seed: number) => void;
};

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
];

function fixed(value: number, places: number): string {
  return Number.isFinite(value) ? value.toFixed(places) : '-';
}

function table(title: string, rows: ReadonlyMap<string, readonly Mark[]>): string {
  const lines = [...rows].map(([name, marks]) => {
    const found = score(marks);
    return [name, ...columns.map(([, of]) => of(found))];
  });
  const all = [[title, ...columns.map(([name]) => name)], ...lines];
  const widths = all[0]?.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0))) ?? [];
  return all.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')).join('\n');
}

function byClass(marks: readonly Mark[]): Map<string, Mark[]> {
  return Map.groupBy(marks, ({ name }) => name);
}

function main(): void {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '6' },
      set: { type: 'string', default: 'both' },
      only: { type: 'string', default: '.' },
      misses: { type: 'boolean', default: false },
      ours: { type: 'boolean', default: false },
    },
  });
  const sets = (['train', 'held-out'] as const).filter(
    (set) => values.set === 'both' || values.set === set,
  );
  for (const set of sets) {
    const started = performance.now();
    const seen = (given: Case, marked: Mark, seed: number) => {
      const wrong = marked.falseAlarms > 0 || (marked.leak && !marked.hit);
      const spanDays = (given.weeks * 7).toFixed(1);
      if (values.misses && wrong)
        process.stdout.write(
          `${marked.falseAlarms > 0 ? 'false' : 'missed'}: ${marked.name} seed ${seed}, ${spanDays} d, limit ${given.limitKnown}\n`,
        );
    };
    const who = values.ours ? ['sawtooth'] : Object.keys(contenders);
    const marks = evaluate(set, Number(values.seeds), { only: new RegExp(values.only), seen, who });
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    process.stdout.write(`\n${table(`${set} (${seconds} s)`, marks)}\n`);
    process.stdout.write(`\n${table('sawtooth by class', byClass(marks.get('sawtooth') ?? []))}\n`);
  }
}

if (import.meta.main) main();
