import { expect, test } from 'vitest';
import { defaultRule } from '../../src/model/default-rule.ts';
import { replay } from '../../src/watch/replay.ts';
import { constant, mib, ramp, record } from '../support/series-generator.ts';

const leak = record(ramp(20 * mib, mib), { ticks: 120 });

test('the alert goes out `for` after the gates passed', () => {
  const { incidents } = replay(leak, [defaultRule, { ...defaultRule, alert: 'AtOnce', forMs: 0 }]);
  const fired = new Map(incidents.map(({ rule, firedAtMs }) => [rule.alert, firedAtMs]));
  expect((fired.get('MemoryLeak') ?? 0) - (fired.get('AtOnce') ?? 0)).toBe(defaultRule.forMs);
});

test('online: what was said by a time needs nothing later', () => {
  const whole = replay(leak, [defaultRule]).incidents[0]?.firedAtMs ?? 0;
  const until = leak.filter(({ atMs }) => atMs <= whole);
  expect(replay(until, [defaultRule]).incidents[0]?.firedAtMs).toBe(whole);
  expect(replay(until.slice(0, -1), [defaultRule]).incidents).toEqual([]);
});

test('an alert resolves when the memory came back, and says what was worst', () => {
  const [end] = leak.slice(-1);
  const after = record(constant(20 * mib), { ticks: 300, startMs: (end?.atMs ?? 0) + 60_000 });
  const same = after.map((reading) => ({ ...reading, startAtMs: leak[0]?.startAtMs ?? 0 }));
  const { incidents, worst, last } = replay([...leak, ...same], [defaultRule]);
  expect(incidents).toHaveLength(1);
  expect(incidents[0]?.resolvedAtMs).toBeGreaterThan(end?.atMs ?? 0);
  expect(incidents[0]?.verdict.kind).toBe('leak');
  expect(worst?.kind).toBe('leak');
  expect(last?.concern).toBe('none');
});

test('of quiet verdicts the last one, which has seen most; a suspicion outlives later quiet', () => {
  const falling = record(ramp(400 * mib, -mib), { ticks: 300 });
  const { worst, last } = replay(falling, [defaultRule]);
  expect(worst).toEqual(last);
  expect(worst).toMatchObject({ kind: 'steady', shape: 'falling', concern: 'none' });

  const rise = record(ramp(20 * mib, mib), { ticks: 15 });
  const level = record(constant(35 * mib), { ticks: 300, startMs: 1 + (rise.at(-1)?.atMs ?? 0) });
  const same = level.map((reading) => ({ ...reading, startAtMs: rise[0]?.startAtMs ?? 0 }));
  const suspected = replay([...rise, ...same], [defaultRule]);
  expect(suspected.incidents).toEqual([]);
  expect(suspected.worst?.concern).toBe('suspicion');
  expect(suspected.last?.concern).toBe('none');
});

test('without readings nothing is said', () => {
  expect(replay([], [defaultRule])).toEqual({ incidents: [], worst: null, last: null });
});

test('pods of one workload at one time are judged together', () => {
  const flat = record(constant(50 * mib), { ticks: 120, instance: 'b' });
  const both = [...leak, ...flat].toSorted((a, b) => a.atMs - b.atMs);
  expect(replay(both, [defaultRule]).worst?.instance).toBe('a');
});
