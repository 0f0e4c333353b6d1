import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import * as pprof from '../../src/cli/pprof.ts';
import { percentage } from '../../src/profile/measurement/percentage.ts';
import { scaledLabel } from '../../src/profile/measurement/scaled-label.ts';
import { runIn } from '../cli/fake-io.ts';

/** What google/pprof (b9395ee) prints, and what we print for the same arguments: byte for byte. */
const data = new URL('../../../shared/data/pprof/', import.meta.url);

if (!existsSync(data)) {
  throw new Error(
    `the conformance run needs the evaluation data at ../shared/data, and ${data.pathname} is not there`,
  );
}

const folder = fileURLToPath(data);
const text = (path: string) => readFileSync(new URL(path, data), 'utf8');
const utc = { env: { TZ: 'UTC' } };

type Golden = { readonly file: string; readonly args: readonly string[]; readonly exit: number };
const golden: Golden[] = JSON.parse(text('golden/index.json'));

test.each(golden.map((one) => [one.file, one] as const))('%s', async (_, { file, args, exit }) => {
  const told = await runIn(folder, pprof, args, utc);
  const wanted = text(file);
  expect(told.code).toBe(exit === 0 ? 0 : 2);
  if (args.includes('-dot') && args.includes('-base'))
    expect(lines(told.out)).toEqual(lines(wanted));
  else expect(told.out).toBe(wanted);
});

/**
 * In a difference pprof leaves the order of edges of one size and opposite signs to chance (its
 * comparison is no order, and they come out of a map): each run prints another. Lines are compared.
 */
const lines = (dot: string) => dot.split('\n').sort();

type Driver = {
  readonly dir: string;
  readonly flags: string;
  readonly source: string;
  readonly cli_args: readonly string[];
  readonly cli: string;
};
const outOfScope = /^(callgrind|disasm|weblist)/;
const driver: Driver[] = JSON.parse(text('driver/index.json'));

for (const one of driver) {
  const input = `driver/${one.dir}/in.pb.gz`;
  const name = `driver ${one.dir}: ${one.flags}`;
  const reason = outOfScope.test(one.flags) ? 'out of scope' : fakeDemangler(one);
  if (reason !== null) test.skip(`${name}: ${reason}`, () => {});
  else if (existsSync(new URL(input, data))) {
    test(name, async () => {
      const told = await runIn(folder, pprof, [...one.cli_args, input], utc);
      expect(told).toMatchObject({ code: 0, out: text(`driver/${one.dir}/want.txt`) });
    });
  }
}

/** The command line prints something else than pprof's own test, which renames functions on the way. */
function fakeDemangler({ cli }: Driver): string | null {
  return cli === 'differs' ? "pprof's own command line differs from its test" : null;
}

type Label = Record<'value' | 'from' | 'to' | 'label', string>;
type Percentage = Record<'value' | 'total' | 'pct', string>;

test('every label of the vectors', () => {
  const rows: Label[] = JSON.parse(text('vectors/scaledlabel.json'));
  expect(rows.length).toBeGreaterThan(10_000);
  const wrong = rows.filter(
    ({ value, from, to, label }) => scaledLabel(Number(value), from, to) !== label,
  );
  expect(wrong).toEqual([]);
});

test('every percentage of the vectors', () => {
  const rows: Percentage[] = JSON.parse(text('vectors/percentage.json'));
  expect(rows.length).toBeGreaterThan(1_000);
  const wrong = rows.filter(
    ({ value, total, pct }) => percentage(Number(value), Number(total)) !== pct,
  );
  expect(wrong).toEqual([]);
});
