import { render } from 'ink-testing-library';
import { createElement } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { Dashboard } from '../../src/tui/dashboard.ts';
import { incident, leakTarget, nowMs, sawtoothTarget, snapshot } from '../support/snapshots.ts';

const theme = { colour: false, unicode: true };

/** A dashboard on a made-up terminal of 100 columns, over a clock that the test sets. */
function start() {
  const onEnd = vi.fn();
  const clock = { atMs: nowMs };
  const picture = () => ({
    snapshot: snapshot([leakTarget(), sawtoothTarget()], {
      atMs: clock.atMs,
      incidents: [incident()],
    }),
    events: [],
  });
  const shown = render(createElement(Dashboard, { picture, theme, keys: true, onEnd }));
  open.push(shown.unmount);
  const sees = (text: string) => expect.poll(() => shown.lastFrame(), poll).toContain(text);
  return { ...shown, onEnd, clock, sees };
}

const open: (() => void)[] = [];
const poll = { interval: 5, timeout: 3000 };

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
  await sees('SIGNS');
  stdin.write('x?');
  await sees('▸ △ shop/cart');
});

test('the picture is taken anew, but not while frozen', async () => {
  const { stdin, sees, clock, lastFrame } = start();
  await sees('20:15:03 UTC');
  clock.atMs += 60_000;
  await sees('20:16:03 UTC');
  stdin.write('f');
  await sees(' frozen ');
  clock.atMs += 60_000;
  stdin.write('j');
  await sees('▸ △ shop/cart');
  expect(lastFrame()).toContain('20:16:03 UTC');
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
