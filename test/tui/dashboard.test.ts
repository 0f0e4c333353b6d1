import { render } from 'ink-testing-library';
import { createElement } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { Dashboard } from '../../src/tui/dashboard.ts';
import type { Line } from '../../src/tui/line.ts';
import { noAnswers } from '../../src/tui/picture.ts';
import { incident, leakTarget, nowMs, sawtoothTarget, snapshot } from '../support/snapshots.ts';

/** A dashboard on a made-up terminal of 100 columns, over a clock that the test sets. */
function start() {
  const onEnd = vi.fn();
  const perform = vi.fn();
  const clock = { atMs: nowMs };
  let lines: readonly Line[] = [];
  const picture = () => ({
    snapshot: snapshot([leakTarget(), sawtoothTarget()], {
      atMs: clock.atMs,
      incidents: [incident()],
    }),
    events: [],
    behind: null,
  });
  const props = {
    ...{ picture, answers: () => noAnswers, perform, onEnd, keys: true },
    draw: (drawn: readonly Line[]) => {
      if (drawn.length > 0) lines = drawn;
    },
    looksAt: () => undefined,
    suspend: async () => undefined,
    onSuspend: () => () => undefined,
  };
  const shown = render(createElement(Dashboard, props));
  open.push(shown.unmount);
  const screen = () => lines.map((line) => line.map(({ text }) => text).join('')).join('\n');
  const sees = (text: string) => expect.poll(screen, poll).toContain(text);
  return { ...shown, screen, onEnd, perform, clock, sees };
}

const open: (() => void)[] = [];
const poll = { interval: 5, timeout: 15_000 };

afterEach(() => {
  for (const unmount of open.splice(0)) unmount();
});

test('keys move the selection, open the detail and come back', async () => {
  const { stdin, sees } = start();
  await sees('▸ ▲ goleaky');
  stdin.write('j');
  await sees('▸ △ shop/cart');
  stdin.write('\r');
  await sees('esc back');
  stdin.write('\u001b');
  await sees('▸ △ shop/cart');
});

test('several letters in one piece all count', async () => {
  const { stdin, sees } = start();
  await sees('▸ ▲ goleaky');
  stdin.write('j?');
  await sees('MOVING');
  stdin.write('x?');
  await sees('▸ △ shop/cart');
});

test('the picture is taken anew, but not while frozen', async () => {
  const { stdin, sees, clock, screen } = start();
  await sees('20:15:03 UTC');
  clock.atMs += 60_000;
  await sees('20:16:03 UTC');
  stdin.write('f');
  await sees(' frozen ');
  clock.atMs += 60_000;
  stdin.write('j');
  await sees('▸ △ shop/cart');
  expect(screen()).toContain('20:16:03 UTC');
  stdin.write('f');
  await sees('20:17:03 UTC');
});

test.each([
  ['q', 'quit'],
  ['\u0003', 'interrupted'],
])('%j ends it: %s', async (key, how) => {
  const { stdin, onEnd, sees } = start();
  await sees('goleaky');
  stdin.write(key);
  await expect.poll(() => onEnd.mock.calls, poll).toEqual([[how]]);
});

test('letters that follow / filter as they come, keys after enter are keys again', async () => {
  const { stdin, sees, screen, perform } = start();
  await sees('▸ ▲ goleaky');
  stdin.write('/cart');
  await sees('/cart');
  await sees('▸ △ shop/cart');
  expect(screen()).not.toContain('▲ goleaky');
  stdin.write('\rc');
  await expect.poll(() => perform.mock.calls.length, poll).toBe(1);
  expect(perform.mock.calls[0]?.[0]).toMatchObject({ kind: 'capture' });
});

test('ctrl-z hands the terminal over and draws anew', async () => {
  const { stdin, sees, screen } = start();
  await sees('▸ ▲ goleaky');
  stdin.write('\u001a');
  await sees('▸ ▲ goleaky');
  expect(screen()).toContain('q quit');
});
