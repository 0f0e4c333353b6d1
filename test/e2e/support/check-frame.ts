import { expect } from 'vitest';
import { displayWidth } from '../../../src/render/display-width.ts';
import type { Size } from './terminal.ts';

/** What stands on a dashboard once, and on which row; a second one has been drawn over something. */
const once: readonly (readonly [what: RegExp, row: (rows: number) => number])[] = [
  [/^ sawtooth {2}\d+ targets?.* UTC$/, () => 0],
  [/^ .* q quit$/, (rows) => rows - 1],
];

/** A whole frame: as many rows as the screen, none wider, the header first, the keys last, each once. */
export function checkFrame(screen: string, { columns, rows }: Size): void {
  const lines = screen.split('\n');
  expect(lines.length, screen).toBe(rows);
  for (const line of lines) expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
  for (const [what, row] of once) {
    const found = lines.flatMap((line, i) => (what.test(line) ? [i] : []));
    expect(found, `${what} in\n${screen}`).toEqual([row(rows)]);
  }
  const rules = lines.filter((line) => line.startsWith('── '));
  for (const rule of rules) expect(displayWidth(rule), rule).toBe(columns);
  expect(new Set(rules).size, screen).toBe(rules.length);
  expect(lines.filter((line) => /^ {4}WORKLOAD /.test(line)).length).toBeLessThanOrEqual(1);
}
