import { Console } from 'node:console';
import type { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { failure } from '../../src/model/result.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { startDashboard } from '../../src/tui/start-dashboard.ts';
import { everyEvent } from '../support/events.ts';
import { leakTarget, sawtoothTarget, snapshot } from '../support/snapshots.ts';

const enter = '\u001b[?1049h';
const leave = '\u001b[?1049l';
const poll = { interval: 5, timeout: 15_000 };

// The test runner's console is a smaller one than Node's; ink makes one of its own from it.
console.Console ??= Console;

const refused = async () => failure('not here');

/** A dashboard on a made-up terminal of 120 × 40, with all that was written to it. */
function start(over: { snapshot?: () => Snapshot; isTTY?: boolean } = {}) {
  const isTTY = over.isTTY ?? true;
  const size = { isTTY: true, columns: 120, rows: 40 };
  const stdout = Object.assign(new PassThrough(), size) as unknown as NodeJS.WriteStream;
  const keys = { isTTY, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin };
  const stdin = Object.assign(new PassThrough(), keys) as unknown as NodeJS.ReadStream;
  const stop = new AbortController();
  const written: string[] = [];
  stdout.on('data', (chunk) => written.push(String(chunk)));
  const listeners = new Set<unknown>();
  const ended = startDashboard(
    {
      snapshot: over.snapshot ?? (() => snapshot([leakTarget(), sawtoothTarget()])),
      subscribe: (listener) => {
        listeners.add(listener);
        for (const event of everyEvent()) listener(event);
        return () => listeners.delete(listener);
      },
      ...{ capture: refused, diff: refused, neighbours: refused },
    },
    { stdin, stdout, stderr: stdout, signal: stop.signal, env: { NO_COLOR: '1' } },
  );
  const screen = () => written.join('');
  return { ended, screen, stdin, stop, listeners };
}

test('shows targets and events, ends with the signal, leaves the terminal as it was', async () => {
  const { ended, screen, stop, listeners } = start();
  await expect.poll(screen, poll).toContain('shop/cart');
  expect(screen()).toContain('not told');
  expect(screen()).not.toContain(leave);
  stop.abort();
  expect(await ended).toBe('stopped');
  expect(screen().indexOf(enter)).toBeGreaterThanOrEqual(0);
  expect(screen().lastIndexOf(leave)).toBeGreaterThan(screen().indexOf(enter));
  expect(listeners.size).toBe(0);
});

test.each([
  ['q', 'quit'],
  ['\u0003', 'interrupted'],
])('%j: %s', async (key, how) => {
  const { ended, screen, stdin } = start();
  await expect.poll(screen, poll).toContain('shop/cart');
  stdin.push(key);
  expect(await ended).toBe(how);
});

test('without a terminal to read from it only shows', async () => {
  const { ended, screen, stop } = start({ isTTY: false });
  await expect.poll(screen, poll).toContain('shop/cart');
  stop.abort();
  expect(await ended).toBe('stopped');
});

test('a signal that came before it ends it at once', async () => {
  const { ended, stop } = start();
  stop.abort();
  expect(await ended).toBe('stopped');
});

test('when drawing fails it says so, with the terminal restored', async () => {
  const { ended, screen } = start({
    snapshot: () => {
      throw new Error('a bug in a view');
    },
  });
  await expect(ended).rejects.toThrow('a bug in a view');
  expect(screen().lastIndexOf(leave)).toBeGreaterThan(screen().lastIndexOf(enter));
});

test('before Node tells of an error that nobody caught, the terminal is as it was', async () => {
  const { ended, screen } = start();
  await expect.poll(screen, poll).toContain('shop/cart');
  const voice: EventEmitter = process;
  voice.emit('uncaughtExceptionMonitor', new Error('a bug elsewhere'));
  expect(screen().lastIndexOf(leave)).toBeGreaterThan(screen().lastIndexOf(enter));
  expect(await ended).toBe('stopped');
  expect(process.listenerCount('uncaughtExceptionMonitor')).toBe(0);
});
