import { expect, test } from 'vitest';
import { rowName } from '../../src/model/row-name.ts';
import { seenText } from '../../src/render/culprit-text.ts';
import { rowsShown } from '../../src/render/rows-shown.ts';
import { diffOfCase, leakCases } from '../support/leak-cases.ts';
import { recorded } from '../support/recordings.ts';

/** Programs whose leak is held by a library in goroutines of its own, or by a server. */
const inferred = ['body', 'requests', 'routing'];

const heaps = leakCases.filter(({ in: kind }) => kind === 'heap' || kind === 'goroutine');

test.each(heaps)('$case ($in): what no stack shows is told apart from what is seen', (one) => {
  const diff = diffOfCase(one, recorded(one));
  const [first] = diff.culprits;
  if (first === undefined) return;
  const part = (first.inferredGrowth ?? 0) / first.growth;
  if (inferred.includes(one.case)) {
    expect(part).toBeGreaterThan(0.5);
    expect(seenText(first, diff.unit)).toMatch(/^[\d.]+ MiB inferred/);
  } else {
    expect(part).toBe(0);
    expect(seenText(first, diff.unit)).toBe('seen on its stacks');
  }
  // Who is named has a row in every table.
  expect(diff.top.map((row) => row.function)).toContain(rowName(first));
  expect(rowsShown(diff.top, 5, diff.culprits).some(({ is }) => is !== null)).toBe(true);
});
