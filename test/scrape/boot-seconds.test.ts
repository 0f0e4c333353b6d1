import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bootSeconds } from '../../src/scrape/boot-seconds.ts';
import { writeTree } from '../support/tree.ts';

let root = '';
const said = (seconds: number) => `cpu  1 2 3\nbtime ${seconds}\nprocesses 5\n`;
const says = (seconds: number) => writeFileSync(join(root, 'proc/stat'), said(seconds));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: 1_800_000_000_000 });
  root = writeTree({ 'proc/stat': said(1_700_000_000) });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true });
});

test('it is read once, and again after a minute', () => {
  expect(bootSeconds(root)).toBe(1_700_000_000);
  says(1_700_000_001);
  vi.advanceTimersByTime(59_000);
  expect(bootSeconds(root)).toBe(1_700_000_000);
  vi.advanceTimersByTime(2_000);
  expect(bootSeconds(root)).toBe(1_700_000_001);
});

test('a clock that is set moves the time of the boot at once', () => {
  expect(bootSeconds(root)).toBe(1_700_000_000);
  says(1_700_003_600);
  vi.setSystemTime(Date.now() + 3_600_000);
  expect(bootSeconds(root)).toBe(1_700_003_600);
  says(1_700_000_000);
  vi.setSystemTime(Date.now() - 3_600_000);
  expect(bootSeconds(root)).toBe(1_700_000_000);
});

test('where nobody says it, it is asked again', () => {
  writeFileSync(join(root, 'proc/stat'), '');
  expect(bootSeconds(root)).toBeNull();
  says(1_700_000_002);
  expect(bootSeconds(root)).toBe(1_700_000_002);
});
