import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Io } from '../../src/cli/io.ts';
import { type Step, withProgress } from '../../src/cli/with-progress.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What a terminal is told while `work` goes on, line by line. */
async function told(
  work: (step: Step) => Promise<void>,
  env: Io['env'] = {},
  columns = 80,
): Promise<readonly string[]> {
  const out: string[] = [];
  const stderr = { isTTY: true, columns, write: (text: string) => out.push(text) };
  const done = withProgress({ stderr: stderr as unknown as Io['stderr'], env }, work);
  await vi.advanceTimersByTimeAsync(60_000);
  await done;
  return out.map((text) => text.replaceAll('\r\u001b[K', ''));
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

test('what is done within a second is not told', async () => {
  const lines = await told(async (step) => {
    step('reading a');
    await wait(400);
    step('reading b');
    await wait(500);
  });
  expect(lines).toEqual([]);
});

test('who waits for a server is told for how long, and the line is gone at the end', async () => {
  const lines = await told(async (step) => {
    step('waiting for http://a');
    await wait(3_100);
  });
  expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual([
    'waiting for http://a, 1 s',
    'waiting for http://a, 3 s',
    '',
  ]);
});

test('what blocks everything for long is told before it does', async () => {
  const lines = await told(async (step) => {
    step('comparing big.pb.gz, 1 of 2', { share: 0.5, isLong: true });
  });
  expect(lines).toEqual(['━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌ comparing big.pb.gz, 1 of 2', '']);
});

test('a bar is drawn as far as the terminal can, and where it has room', async () => {
  const work = async (step: Step) => step('x', { share: 0.25, isLong: true });
  expect((await told(work, { LANG: 'C' }))[0]).toBe('#####............... x');
  expect((await told(work, {}, 40))[0]).toBe('x');
});

test('a failure leaves no line behind, and a name no escape sequence', async () => {
  const out: string[] = [];
  const stderr = {
    isTTY: true,
    write: (text: string) => out.push(text),
  } as unknown as Io['stderr'];
  const failed = withProgress({ stderr, env: {} }, async (step) => {
    step('\u001b[31mred', { isLong: true });
    throw new Error('gone');
  });
  await expect(failed).rejects.toThrow('gone');
  expect(out[0]).not.toContain('\u001b[31m');
  expect(out.at(-1)).toBe('\r\u001b[K');
});
