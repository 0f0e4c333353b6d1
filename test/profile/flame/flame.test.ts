import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeProfile } from '../../../src/profile/decode-profile.ts';
import { type FlameBar, flameLayout } from '../../../src/profile/flame/flame-layout.ts';
import { flameMatches } from '../../../src/profile/flame/flame-matches.ts';
import { type FlameTree, flameTree } from '../../../src/profile/flame/flame-tree.ts';
import { subtractBase } from '../../../src/profile/merge/subtract-base.ts';
import { prepareReport } from '../../../src/profile/report/prepare-report.ts';
import { defaultReportOptions } from '../../../src/profile/report/report-options.ts';
import { heapBytes } from '../../support/profile-text.ts';

/** What sums of fractions may differ by. */
const rounding = 1e-9;

const text = `
  10  10  100  json.make < app.Load < main.main
  20  20  100  app.grow ~ app.Save < main.main
   5   5  100  app.Save < app.Load < main.main
`;

test('paths are joined from the root on, the heaviest first, inlined calls as frames', () => {
  expect(drawn(treeOf(text), 0)).toEqual([
    '0 0-100 all 3500/0',
    '1 0-100 main.main 3500/0',
    '2 0-57 app.Save 2000/0',
    '3 0-57 app.grow 2000/2000',
    '2 57-100 app.Load 1500/0',
    '3 57-86 json.make 1000/1000',
    '3 86-100 app.Save 500/500',
  ]);
});

test('zoomed to a frame its callers are full rows above it', () => {
  const tree = treeOf(text);
  const load = frameOf(tree, 'app.Load');
  expect(drawn(tree, load)).toEqual([
    '0 0-100 all 3500/0',
    '1 0-100 main.main 3500/0',
    '2 0-100 app.Load 1500/0',
    '3 0-67 json.make 1000/1000',
    '3 67-100 app.Save 500/500',
  ]);
});

test('a search counts the outermost match once, within what is zoomed to', () => {
  const tree = treeOf(text);
  const isApp = (name: string) => name.startsWith('app.');
  expect(flameMatches(tree, isApp, 0).share).toBeCloseTo(1);
  const isSave = (name: string) => name === 'app.Save';
  expect(flameMatches(tree, isSave, 0).share).toBeCloseTo(2500 / 3500);
  expect(flameMatches(tree, isSave, frameOf(tree, 'app.Load')).share).toBeCloseTo(500 / 1500);
});

test('in a difference what grew and what shrank both have their width', () => {
  const tree = treeOf(
    '10 10 100 app.Kept < main.main\n30 30 100 app.Grown < main.main',
    '10 10 100 app.Kept < main.main\n10 10 100 app.Gone < main.main',
  );
  expect(drawn(tree, 0)).toEqual([
    '0 0-100 all 2000/0',
    '1 0-100 main.main 2000/0',
    '2 0-75 app.Grown 3000/3000',
    '2 75-100 app.Gone -1000/-1000',
  ]);
});

test('an empty profile has a root', () => {
  expect(drawn(treeOf(''), 0)).toEqual(['0 0-100 all 0/0']);
});

test('frames lie within their callers and do not overlap, however large the tree', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  const stack = fc.tuple(fc.array(name, { minLength: 1, maxLength: 9 }), fc.nat(1000));
  fc.assert(
    fc.property(fc.array(stack, { minLength: 1, maxLength: 400 }), (stacks) => {
      const rows = stacks.map(([names, live]) => `${live} ${live} 16 ${names.join(' < ')}`);
      const tree = treeOf(rows.join('\n'));
      const { bars } = flameLayout(tree, 0);
      expect(bars.length).toBeLessThanOrEqual(2500);
      expect(bars.filter((bar) => !isWithinCaller(tree, bars, bar))).toEqual([]);
      expect([...Map.groupBy(bars, ({ row }) => row).values()].filter(overlap)).toEqual([]);
    }),
    { numRuns: 30 },
  );
});

function isWithinCaller(tree: FlameTree, bars: readonly FlameBar[], bar: FlameBar): boolean {
  if (bar.frame === 0) return true;
  const caller = bars.find(({ frame }) => frame === tree.parents[bar.frame]);
  return (
    caller?.row === bar.row - 1 &&
    bar.left >= caller.left - rounding &&
    bar.left + bar.width <= caller.left + caller.width + rounding
  );
}

function overlap(row: readonly FlameBar[]): boolean {
  const sorted = row.toSorted((a, b) => a.left - b.left);
  return sorted.some(({ left }, i) => {
    const before = sorted[i - 1];
    return before !== undefined && before.left + before.width > left + rounding;
  });
}

function treeOf(source: string, base?: string): FlameTree {
  const profile = profileOf(source);
  const whole = base === undefined ? profile : difference(profile, profileOf(base));
  const prepared = prepareReport(whole, { format: 'top', symbol: '' }, defaultReportOptions);
  if (!prepared.ok) throw new Error(prepared.reason);
  return flameTree(prepared.value.report);
}

function profileOf(source: string) {
  const decoded = decodeProfile(heapBytes(source));
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.value;
}

function difference(profile: ReturnType<typeof profileOf>, base: ReturnType<typeof profileOf>) {
  const made = subtractBase(profile, base, { mark: false, normalize: false });
  if (!made.ok) throw new Error(made.reason);
  return made.value;
}

function frameOf(tree: FlameTree, name: string): number {
  return Array.from(tree.nodes).findIndex((node) => node >= 0 && tree.table.name(node) === name);
}

/** `row from-to name cum/flat` of every bar, by place. */
function drawn(tree: FlameTree, zoomed: number): string[] {
  const order = (row: number, left: number) => left * 1000 + row;
  return flameLayout(tree, zoomed)
    .bars.toSorted((a, b) => order(a.row, a.left) - order(b.row, b.left))
    .map(({ frame, row, left, width }) => {
      const node = tree.nodes[frame] as number;
      const name = node < 0 ? 'all' : tree.table.name(node);
      const place = [left, left + width].map((share) => Math.round(share * 100)).join('-');
      return `${row} ${place} ${name} ${tree.cum[frame]}/${tree.flat[frame]}`;
    });
}
