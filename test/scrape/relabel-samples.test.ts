import { describe, expect, test } from 'vitest';
import { type RelabelRule, relabelDefaults } from '../../src/model/relabel.ts';
import { parseMetricsPage } from '../../src/scrape/parse-metrics-page.ts';
import { relabelSamples, renames } from '../../src/scrape/relabel-samples.ts';

const target = { job: 'shop', instance: 'a:1', area: 'eu' };

function relabel(page: string, ...rules: readonly Partial<RelabelRule>[]): string[] {
  const samples = parseMetricsPage(`${page}\n`);
  if (!samples.ok) throw new Error(samples.reason);
  const all = rules.map((rule) => ({ ...relabelDefaults, ...rule }));
  return relabelSamples(samples.value, all, target).map(
    ({ name, labels, value }) => `${name}${JSON.stringify(labels)} ${value}`,
  );
}

describe('rules for samples', () => {
  test('a sample that no rule is about is what it was', () => {
    const page = 'x{area="heap",b="c"} 1\ny 2';
    expect(relabel(page, { action: 'drop', sourceLabels: ['none'], regex: '.+' })).toEqual([
      'x{"area":"heap","b":"c"} 1',
      'y{} 2',
    ]);
  });

  test('they see the labels of the target, and its own namesake as exported', () => {
    const page = 'x{area="heap"} 1\nx{area="nonheap"} 2';
    const keep = { action: 'keep', sourceLabels: ['job', 'area', 'exported_area'] } as const;
    expect(relabel(page, { ...keep, regex: 'shop;eu;heap' })).toEqual(['x{"area":"heap"} 1']);
  });

  test('names can be kept, dropped, changed and lost', () => {
    const page = 'my_heap 1\nother 2\nthird 3';
    const named = { sourceLabels: ['__name__'] };
    expect(
      relabel(
        page,
        { ...named, action: 'drop', regex: 'other' },
        { ...named, regex: 'my_(.+)', targetLabel: '__name__', replacement: 'go_$1' },
        { ...named, regex: 'third', targetLabel: '__name__', replacement: '' },
      ),
    ).toEqual(['go_heap{} 1']);
  });

  test('labels can be dropped', () => {
    expect(relabel('x{a="1",b="2"} 1', { action: 'labeldrop', regex: 'a' })).toEqual([
      'x{"b":"2"} 1',
    ]);
  });
});

test.each<[boolean, Partial<RelabelRule>]>([
  [false, { action: 'drop', sourceLabels: ['__name__'], regex: 'go_.*' }],
  [false, { targetLabel: 'a' }],
  [false, { action: 'labeldrop', regex: 'a' }],
  [false, { action: 'labelmap', regex: 'a', replacement: 'b' }],
  [true, { targetLabel: '__name__' }],
  [true, { targetLabel: '$1' }],
  [true, { action: 'lowercase', sourceLabels: ['__name__'], targetLabel: '__name__' }],
  [true, { action: 'labelmap', regex: '(a)' }],
])('may rename: %s, %j', (expected, rule) => {
  expect(renames([{ ...relabelDefaults, ...rule, modulus: 0n }])).toBe(expected);
});
