import { describe, expect, test } from 'vitest';
import { type FiringChart, firingChart } from '../../src/render/firing-chart.ts';

const startMs = Date.UTC(2026, 0, 1);
const hourMs = 3_600_000;
const at = (hours: number) => startMs + hours * hourMs;
const samples = (values: readonly (number | null)[]) =>
  values.flatMap((value, i) => (value === null ? [] : [{ atMs: at(i), value }]));

function chart(over: Partial<FiringChart>, width = 24): string {
  const rising = samples(Array.from({ length: 24 }, (_, i) => 10 + i));
  const whole = { samples: rising, cliffs: [], firings: [], label: String, ...over };
  return firingChart(whole, width).join('\n');
}

describe('firingChart', () => {
  test('a ramp, when it fired and when it was over', () => {
    const firings = [{ firedAtMs: at(6), resolvedAtMs: at(12) }];
    expect(chart({ firings })).toBe(
      [
        '33 ┤                    ▂▄▆█',
        '   │                ▂▄▆█████',
        '   │            ▂▄▆█████████',
        '   │        ▁▃▅▇████████████',
        '   │    ▁▃▅▇████████████████',
        '10 ┤▁▃▅▇████████████████████',
        '   └──────▲━━━━━△───────────',
        '    2026-01-01T00:00:00Z  2026-01-01T23:00:00Z',
      ].join('\n'),
    );
  });

  test('what still fires goes on to the edge; of two in one column the start is seen', () => {
    const first = { firedAtMs: at(6), resolvedAtMs: at(12) };
    const marks = chart({ firings: [first, { firedAtMs: at(12), resolvedAtMs: null }] });
    expect(marks).toContain('└──────▲━━━━━▲━━━━━━━━━━━\n');
  });

  test('lives end where they end, gaps stay empty, few samples are drawn wide', () => {
    const cut = chart({ samples: samples([1, 8, 8, null, null, null, 8, 8]), cliffs: [at(6)] });
    const [top = ''] = cut.split('\n');
    expect(top).toMatch(/^8 ┤ {3}█+ +┊█+$/);
  });

  test.each([
    ['no sample', { samples: [] }, 24],
    ['one sample', { samples: samples([5]) }, 24],
    ['no room', {}, 4],
  ])('nothing with %s', (_, over, width) => {
    expect(chart(over, width)).toBe('');
  });

  test('a flat series is a low line, not a wall', () => {
    const flat = chart({ samples: samples(Array.from({ length: 24 }, () => 100)) });
    expect(flat).toContain('100 ┤▁▁▁▁');
  });
});
