import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sample } from '../../src/model/sample.ts';
import { blockChart } from '../../src/render/block-chart.ts';
import { type ChartCell, chartCells } from '../../src/render/chart-cells.ts';
import { displayWidth } from '../../src/render/display-width.ts';
import { sparkline } from '../../src/render/sparkline.ts';

/** One sample a second; null is a missing one. */
function series(values: readonly (number | null)[]): Sample[] {
  return values.flatMap((value, i) => (value === null ? [] : [{ atMs: i * 1000, value }]));
}

describe('sparkline', () => {
  const cases: [
    name: string,
    values: (number | null)[],
    cliffs: number[],
    width: number,
    line: string,
  ][] = [
    ['a ramp', [1, 2, 3, 4, 5, 6, 7, 8], [], 8, '▁▂▃▄▅▆▇█'],
    ['newest at the right', [1, 8], [], 4, '  ▁█'],
    ['nothing', [], [], 3, '   '],
    ['one sample', [5], [], 3, '  ▁'],
    ['a flat line stays low', [5, 5, 5], [], 3, '▁▁▁'],
    ['a ripple stays a ripple', [100, 102, 100, 101], [], 4, '▁▂▁▁'],
    ['a cliff is seen', [1, 4, 8, 1, 4, 8], [2500], 7, '▁▄█┊▁▄█'],
    ['cliffs outside are not', [1, 8], [-500, 5000], 2, '▁█'],
    ['too many cliffs are not', [1, 8, 1, 8], [500, 1500, 2500], 4, '▁█▁█'],
    ['a gap is empty', [1, 1, 1, null, null, 8, 8], [], 7, '▁▁▁  ██'],
    ['squeezed, no peak is lost', [1, 1, 8, 1, 1, 1], [], 3, '▁█▁'],
    ['zero', [0, 0], [], 2, '▁▁'],
    ['below zero', [-8, -1], [], 2, '▁█'],
  ];
  test.each(cases)('%s', (_name, values, cliffs, width, line) => {
    expect(sparkline(series(values), cliffs, width)).toBe(line);
  });

  test('has exactly its width, whatever comes', () => {
    const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 });
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 80 }),
        fc.array(fc.integer({ min: 0, max: 80_000 }), { maxLength: 20 }),
        fc.integer({ min: 0, max: 50 }),
        (values, cliffs, width) => {
          expect(displayWidth(sparkline(series(values), cliffs, width))).toBe(width);
        },
      ),
    );
  });
});

test('a chart of several rows is as wide as its cells and never falls on a ramp', () => {
  const cells = chartCells(series([1, 2, 3, 4, 5, 6]), [], 6);
  expect(blockChart(cells, 3)).toEqual(['    ▃█', '  ▂▇██', '▁▆████']);
});

test('a chart with a cliff and a gap', () => {
  const cells: ChartCell[] = [1, 2, 'cliff', 1, null, 2];
  expect(blockChart(cells, 2)).toEqual([' █┊  █', '▁█┊▁ █']);
});
