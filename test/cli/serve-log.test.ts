import { expect, test } from 'vitest';
import { createServeLog, type ServeLogOptions } from '../../src/cli/serve-log.ts';
import { sweepRecords } from '../../src/cli/sweep-records.ts';
import { everyEvent } from '../support/events.ts';
import { nowMs } from '../support/snapshots.ts';

/** A log into memory, with a clock that is set by hand. */
function start(over: Partial<ServeLogOptions> = {}) {
  const lines: string[] = [];
  const clock = { nowMs };
  const log = createServeLog({
    level: 'info',
    format: 'logfmt',
    to: { write: (text) => lines.push(text) },
    nowMs: () => clock.nowMs,
    ...over,
  });
  return { log, lines, clock };
}

const about = { atMs: nowMs, target: 'i:1', workload: 'shop' };
const down = { ...about, kind: 'target-down', reason: 'no "answer" in 10 s' } as const;

test('logfmt', () => {
  const { log, lines } = start();
  log.event(down);
  expect(lines).toEqual([
    'time=2026-11-22T20:15:03.000Z level=warn msg="target is down" kind=target-down target=i:1 workload=shop reason="no \\"answer\\" in 10 s"\n',
  ]);
});

test('JSON', () => {
  const { log, lines } = start({ format: 'json' });
  log.event(down);
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    time: '2026-11-22T20:15:03.000Z',
    level: 'warn',
    msg: 'target is down',
    kind: 'target-down',
    target: 'i:1',
    workload: 'shop',
    reason: 'no "answer" in 10 s',
  });
});

test.each(['logfmt', 'json'] as const)('%s: one line an event, whatever it says', (format) => {
  const { log, lines } = start({ format, level: 'debug' });
  const events = everyEvent();
  for (const event of events) log.event(event);
  log.event({ ...down, target: 'i:1\nlevel=error', reason: '\u001b[31mred\u001b[0m\n\u202eevil' });
  expect(lines).toHaveLength(events.length + 1);
  expect(lines.every((line) => /^[^\n]+\n$/.test(line))).toBe(true);
  expect(lines.at(-1)).not.toMatch(/\p{Bidi_Control}|\\u001b|\p{Cc}(?!$)/u);
});

test.each([
  ['debug', 17],
  ['info', 16],
  ['warn', 9],
  ['error', 1],
] as const)('level %s writes %i of the kinds of event', (level, count) => {
  const { log, lines } = start({ level });
  for (const event of everyEvent()) log.event(event);
  expect(lines).toHaveLength(count);
});

test('the same within a minute is written once, then counted', () => {
  const { log, lines, clock } = start();
  for (let i = 0; i < 5; i++) log.event({ ...down, atMs: nowMs + i });
  log.event({ ...down, target: 'i:2' });
  expect(lines).toHaveLength(2);
  clock.nowMs += 61_000;
  log.event({ ...down, target: 'i:3' });
  expect(lines.slice(2)).toEqual([
    expect.stringMatching(/target=i:1 .* repeated=4\n$/),
    expect.stringContaining('target=i:3'),
  ]);
  log.event({ ...down, target: 'i:3' });
  log.close();
  expect(lines.at(-1)).toMatch(/target=i:3 .* repeated=1\n$/);
  expect(lines).toHaveLength(5);
});

test('a sweep of the store: what is gone, and what would not go', () => {
  const swept = {
    captures: ['a', 'b'],
    incidents: [],
    workloads: 3,
    freedBytes: 4096,
    heldBytes: 1,
    problems: ['no rights.'],
  };
  expect(sweepRecords(swept)).toEqual([
    {
      level: 'info',
      message: 'store swept',
      fields: { captures: 2, incidents: 0, workloads: 3, freedBytes: 4096 },
    },
    { level: 'warn', message: 'store not swept', fields: { reason: 'no rights.' } },
  ]);
  expect(sweepRecords({ ...swept, freedBytes: 0, problems: [] })).toEqual([]);
});
