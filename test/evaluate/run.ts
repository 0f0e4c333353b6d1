/**
 * How right the detector is on services that a seeded generator plays, beside the field's rules:
 *
 *   npm run evaluate -- [--seeds 6] [--set train|held-out|both] [--family old|new|both] [--only REGEX]
 *                       [--misses] [--ours] [--operating] [--recorded]
 *   npm run evaluate -- --dump SEED --only CLASS > series.csv && sawtooth analyze series.csv
 *
 * Thresholds are chosen on the training seeds alone; the held-out ones are for reporting. `--ours`
 * leaves the other rules out; `--operating` shows low, normal and high sensitivity; `--recorded` only
 * the recorded series and programs, which stand at the end of every whole run.
 */
import { parseArgs } from 'node:util';
import { defaultRule } from '../../src/model/default-rule.ts';
import { caseOf, classes } from './all-cases.ts';
import { type Contender, contenders, ours } from './baselines.ts';
import type { Case } from './case.ts';
import { dump } from './dump.ts';
import { evaluate, type Options, type SetName } from './evaluate.ts';
import { programTable } from './heard-of-programs.ts';
import { alteredTable, recordedTable } from './recorded.ts';
import type { Mark } from './score.ts';
import { scoreTable } from './table.ts';

const print = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '6' },
      set: { type: 'string', default: 'both' },
      family: { type: 'string', default: 'both' },
      only: { type: 'string', default: '.' },
      misses: { type: 'boolean', default: false },
      ours: { type: 'boolean', default: false },
      operating: { type: 'boolean', default: false },
      recorded: { type: 'boolean', default: false },
      dump: { type: 'string' },
    },
  });
  if (values.dump !== undefined) {
    dumpOne(values.only, Number(values.dump));
    return;
  }
  if (!values.recorded) {
    const who = contendersFor(values);
    const options = { only: new RegExp(values.only), who, family: familyOf(values.family) };
    for (const set of setsOf(values.set))
      generated(set, Number(values.seeds), { ...options, misses: values.misses });
  }
  if (values.only === '.') await recorded();
}

function dumpOne(name: string, seed: number): void {
  if (!classes.some((one) => one.name === name))
    throw new Error(
      `--dump needs --only with one class; there are ${classes.map((one) => one.name).join(', ')}`,
    );
  process.stdout.write(dump(caseOf(name, seed).readings));
}

function contendersFor(values: { ours: boolean; operating: boolean }): Record<string, Contender> {
  const { detect } = defaultRule;
  if (values.operating)
    return {
      normal: ours(detect),
      low: ours({ ...detect, sensitivity: 'low' }),
      high: ours({ ...detect, sensitivity: 'high' }),
    };
  return values.ours ? { sawtooth: ours(detect) } : { ...contenders };
}

function familyOf(text: string): 'old' | 'new' | 'both' {
  if (text === 'old' || text === 'new' || text === 'both') return text;
  throw new Error(`--family ${text} is not known; it is one of old, new, both.`);
}

function setsOf(text: string): readonly SetName[] {
  if (text === 'both') return ['train', 'held-out'];
  if (text === 'train' || text === 'held-out') return [text];
  throw new Error(`--set ${text} is not known; it is one of train, held-out, both.`);
}

function generated(
  set: SetName,
  seeds: number,
  { misses, ...options }: Options & { readonly misses: boolean },
): void {
  const started = performance.now();
  const seen = (given: Case, marked: Mark, seed: number) => {
    if (misses) tellWrong(given, marked, seed);
  };
  const marks = evaluate(set, seeds, { ...options, seen });
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  print(`\n${scoreTable(`${set} (${seconds} s)`, marks)}`);
  const [[first, own] = ['', []]] = marks;
  print(
    `\n${scoreTable(
      `${first} by class`,
      Map.groupBy(own, ({ name }) => name),
    )}`,
  );
}

function tellWrong(given: Case, marked: Mark, seed: number): void {
  const about = `${marked.name} seed ${seed}, ${(given.weeks * 7).toFixed(1)} d, limit ${given.limitKnown}`;
  if (marked.falseAlarms > 0) print(`false: ${about}`);
  if (marked.leak && !marked.hit) print(`missed: ${about}`);
  if (marked.kindRight === false)
    print(`kind: ${about}: said ${marked.said}, is ${given.leakKinds?.join(' or ')}`);
  if (marked.hit && marked.namedSawtooth === false) print(`no sawtooth: ${about}`);
}

async function recorded(): Promise<void> {
  const wrong: string[] = [];
  const table = await recordedTable((text) => wrong.push(text));
  if (table !== null) print(`\n${[table, ...wrong].join('\n')}`);
  const seldom: string[] = [];
  const copies = await alteredTable(12, (text) => seldom.push(text));
  if (copies !== null) print(`\n${[copies, ...seldom].join('\n')}`);
  print(`\n${await programTable()}`);
}

await main();
