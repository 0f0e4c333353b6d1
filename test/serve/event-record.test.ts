import { expect, test } from 'vitest';
import { eventRecord, type LogLevel } from '../../src/serve/event-record.ts';
import { everyEvent } from '../support/events.ts';
import { capture, incident, nowMs, target } from '../support/snapshots.ts';
import { verdict } from '../support/verdict.ts';

const levels: Record<string, LogLevel> = {
  'target-up': 'info',
  notice: 'warn',
  'life-ended': 'warn',
  verdict: 'info',
  captured: 'debug',
  'capture-failed': 'warn',
  diffed: 'info',
  incident: 'warn',
  notified: 'info',
  'notify-failed': 'warn',
  'target-down': 'warn',
  'discovery-failed': 'warn',
  'discovery-recovered': 'info',
  'targets-refused': 'warn',
  'config-reloaded': 'info',
  'config-rejected': 'error',
  stopping: 'info',
};

test.each(everyEvent())('$kind', (event) => {
  const { level, message, fields } = eventRecord(event);
  expect(level).toBe(levels[event.kind]);
  expect(message).toMatch(/^[a-z][a-z :,-]+$/);
  expect(fields).toMatchObject({ kind: event.kind });
  // The engine's own events are of no target, and say so by leaving it out.
  expect(fields['target']).toBe(event.target === '' ? undefined : event.target);
  expect(fields['workload']).toBe(event.workload === '' ? undefined : event.workload);
  if ('reason' in event) expect(fields['reason']).toBe(event.reason);
});

const about = { atMs: nowMs, target: 'i:1', workload: 'shop' };

test.each([
  ['none', 'debug'],
  ['suspicion', 'info'],
  ['alarm', 'info'],
] as const)('a verdict of concern %s is %s', (concern, level) => {
  const record = eventRecord({
    ...about,
    kind: 'verdict',
    rule: 'MemoryLeak',
    verdict: verdict('leak', concern),
  });
  expect(record).toMatchObject({
    level,
    message: 'verdict: leak',
    fields: { rule: 'MemoryLeak', verdict: 'leak', concern },
  });
});

test.each([
  ['pending', 'info'],
  ['firing', 'warn'],
  ['resolved', 'info'],
] as const)('an incident that is %s is %s, with its culprit', (state, level) => {
  const record = eventRecord({ ...about, kind: 'incident', incident: incident({ state }) });
  expect(record).toMatchObject({
    level,
    message: `incident is ${state}`,
    fields: {
      incident: '01JD9XKQ2M',
      rule: 'MemoryLeak',
      state,
      culprit: expect.stringMatching(/^goleaky\/repo\.SaveReport .*\+48\.2 MiB/),
    },
  });
});

test('without a culprit none is named', () => {
  const nobody = incident({ culprits: [] });
  expect(eventRecord({ ...about, kind: 'incident', incident: nobody }).fields).not.toHaveProperty(
    'culprit',
  );
});

test('a capture says where it lies', () => {
  const stored = capture(target('shop', 'i:1'), 'baseline', 3);
  expect(eventRecord({ ...about, kind: 'captured', capture: stored }).fields).toEqual({
    kind: 'captured',
    target: 'i:1',
    workload: 'shop',
    role: 'baseline',
    profile: 'heap',
    path: stored.path,
    bytes: 12_345,
    tookMs: 41,
  });
});
