import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { ProgressLine } from '../../src/cli/progress-line.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What is written to stderr while something goes on for `seconds`, looked at ten times a second. */
function written(seconds: number, over: Partial<Io['stderr']>, env: Io['env'] = {}): string[] {
  const out: string[] = [];
  vi.setSystemTime(0);
  const stderr = { ...over, write: (text: string) => out.push(text) } as unknown as Io['stderr'];
  const progress = new ProgressLine({ stderr, env });
  for (let tenth = 0; tenth <= seconds * 10; tenth++) {
    vi.setSystemTime(tenth * 100);
    progress.tell(() => `${tenth / 10} s and some more words`);
  }
  progress.clear();
  return out;
}

test('on a terminal it is silent for a second, then one line that is rewritten, and cleared', () => {
  expect(written(0.9, { isTTY: true })).toEqual([]);
  expect(written(1.3, { isTTY: true, columns: 12 })).toEqual([
    '\r\u001b[K1 s and som',
    '\r\u001b[K1.2 s and s',
    '\r\u001b[K',
  ]);
});

test.each([
  ['in a log', {}, {}],
  ['on a dumb terminal', { isTTY: true }, { TERM: 'dumb' }],
] as const)('%s it is a whole line now and then', (_where, over, env) => {
  expect(written(14, over, env)).toEqual([]);
  expect(written(31, over, env)).toEqual([
    '15 s and some more words\n',
    '30 s and some more words\n',
  ]);
});
