import { expect, test } from 'vitest';
import { beatEveryMs, Pulse } from '../../src/serve/pulse.ts';
import { coldTarget, snapshot } from '../support/snapshots.ts';

const shown = snapshot([coldTarget()]);

/** A process that beats and polls as long as it is told to. */
function start() {
  let nowMs = 1000;
  const pulse = new Pulse(() => nowMs);
  return {
    pulse,
    pass(ms: number, does: { beat?: boolean; poll?: boolean }) {
      for (const endMs = nowMs + ms; nowMs < endMs; ) {
        nowMs += beatEveryMs;
        if (does.beat !== false) pulse.beat();
        if (does.poll !== false) pulse.polled();
      }
    },
  };
}

test('well for as long as it beats and polls', () => {
  const { pulse, pass } = start();
  pass(3_600_000, {});
  expect(pulse.complaint(shown)).toBeNull();
});

test('nobody polls: told after a minute, with targets alone', () => {
  const { pulse, pass } = start();
  pass(50_000, { poll: false });
  expect(pulse.complaint(shown)).toBeNull();
  pass(20_000, { poll: false });
  expect(pulse.complaint(shown)).toBe(
    'none of 1 targets has been polled for 70 s, longer than 60 s',
  );
  expect(pulse.complaint(snapshot([]))).toBeNull();
  // The first target that comes has its minute from then on.
  pass(50_000, { poll: false });
  expect(pulse.complaint(shown)).toBeNull();
});

test('targets that are asked rarely are waited for', () => {
  const { pulse, pass } = start();
  const cold = coldTarget();
  const rare = { ...cold, target: { ...cold.target, scrapeIntervalMs: 600_000 } };
  pass(1_700_000, { poll: false });
  expect(pulse.complaint(snapshot([rare]))).toBeNull();
  pass(300_000, { poll: false });
  expect(pulse.complaint(snapshot([rare]))).toMatch(/longer than 18\d\d s/);
});

test('a loop that stands still, by the clock', () => {
  const { pulse, pass } = start();
  pass(16_000, { beat: false });
  expect(pulse.complaint(shown)).toBe('the event loop has stood still for 16 s, longer than 15 s');
  // A probe is heard only when it turns again.
  pass(1_000, {});
  expect(pulse.complaint(shown)).toBe('the event loop has stood still for 17 s, longer than 15 s');
  pass(15_000, {});
  expect(pulse.complaint(shown)).toBeNull();
});

test('a loop that is really blocked beats no more, and says so before its timers run again', () => {
  // A thousand times as fast, so that fifteen seconds are fifteen milliseconds.
  const startedMs = performance.now();
  const pulse = new Pulse(() => (performance.now() - startedMs) * 1000);
  const beating = setInterval(() => pulse.beat(), 1);
  while (performance.now() - startedMs < 100);
  expect(pulse.complaint(snapshot([]))).toMatch(/^the event loop has stood still for \d+ s/);
  clearInterval(beating);
});
