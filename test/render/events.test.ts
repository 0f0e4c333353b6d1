import { describe, expect, test } from 'vitest';
import { culpritCard } from '../../src/render/culprit-card.ts';
import { culpritPlace } from '../../src/render/culprit-text.ts';
import { diffJson } from '../../src/render/diff-json.ts';
import { eventJson } from '../../src/render/event-json.ts';
import { eventLine } from '../../src/render/event-line.ts';
import { jsonLine } from '../../src/render/json-line.ts';
import { verdictJson } from '../../src/render/verdict-json.ts';
import { culprit, diff } from '../support/diff.ts';
import { everyEvent } from '../support/events.ts';
import { expectGolden } from '../support/golden.ts';
import { heapDiff, incident, nowMs, saveReport, sawtoothTarget } from '../support/snapshots.ts';
import { verdict } from '../support/verdict.ts';

const events = everyEvent();

test('every event as a line', () => {
  expectGolden('render/event-lines.txt', `${events.map(eventLine).join('\n')}\n`);
});

test('every event as JSON', () => {
  expectGolden(
    'render/events.ndjson',
    `${events.map((one) => jsonLine(eventJson(one))).join('\n')}\n`,
  );
});

test('every event says when, what and of whom, and stays one line', () => {
  for (const event of events) {
    expect(eventJson(event)).toMatchObject({
      at: event.atMs / 1000,
      kind: event.kind,
      target: event.target,
      workload: event.workload,
    });
    expect(eventLine(event)).not.toMatch(/\n|undefined|null|NaN/);
  }
});

test('outside text cannot break a line or command a terminal', () => {
  const event = {
    atMs: nowMs,
    target: 'a\nb',
    workload: '\u001b[2Jw',
    kind: 'target-down',
  } as const;
  expect(eventLine({ ...event, reason: 'no\r\nway \u009b31m' })).toBe(
    '2026-11-22T20:15:03Z  down        [2Jw a b  no way 31m',
  );
});

describe('what is not known is left out', () => {
  const about = { atMs: nowMs, target: 'checkout', workload: 'checkout' } as const;
  test('a verdict without figures', () => {
    const bare = verdict('insufficient-data', 'none', {
      value: null,
      signal: null,
      limitBytes: null,
      explanation: 'Two samples so far.',
    });
    expect(eventLine({ ...about, kind: 'verdict', rule: 'MemoryLeak', verdict: bare })).toBe(
      '2026-11-22T20:15:03Z  too early   checkout  Two samples so far.',
    );
  });
  test('a verdict at the beginning of a life that is not the first', () => {
    const lives = incident().verdict.lives.filter(({ endAtMs }) => endAtMs !== null);
    const bare = verdict('insufficient-data', 'none', {
      ...{ value: null, signal: null, limitBytes: null, lives },
      explanation: 'Two samples so far.',
    });
    expect(eventLine({ ...about, kind: 'verdict', rule: 'MemoryLeak', verdict: bare })).toBe(
      '2026-11-22T20:15:03Z  new life    checkout  Two samples so far.',
    );
  });
  test('an incident without a culprit', () => {
    const line = eventLine({ ...about, kind: 'incident', incident: incident({ culprits: [] }) });
    expect(line).toMatch(/no culprit yet$/);
  });
  test('a diff that accuses nobody says what is missing', () => {
    const none = diff('not-enough-evidence', [], {
      warnings: ['only one collection between them'],
    });
    const line = eventLine({ ...about, kind: 'diffed', diff: none, captures: [] });
    expect(line).toMatch(/no culprit, only one collection between them$/);
  });
});

test('the culprit card', () => {
  const card = culpritCard(saveReport, 'bytes').join('\n');
  expectGolden('render/culprit-card.txt', `${card}\n`);
});

test.each([
  ['repo/repo.go', 31, 'f (repo/repo.go:31)'],
  ['/build/ci-7/src/goleaky/repo/repo.go', 31, 'f (repo/repo.go:31)'],
  ['C:\\build\\app\\save.js', 2, 'f (app/save.js:2)'],
  ['file:///app/src/save-report.js', 7, 'f (src/save-report.js:7)'],
  ['main.go', 0, 'f (main.go)'],
  ['', 0, 'f'],
])('the place of a culprit in %s:%d', (file, line, place) => {
  expect(culpritPlace(culprit('f', 'likely', { file, line }))).toBe(place);
});

test('a culprit of a goroutine profile is counted', () => {
  const one = culprit('main.wait', 'likely', {
    growth: 1200,
    growthInterval: [1100, 1300],
    share: 0.5,
    file: '',
    stack: [],
    why: '2 captures cannot tell a leak from a cache that fills; 4 of one process are needed',
    waiting: {
      reason: 'chan receive',
      at: { function: 'main.wait', file: 'shop/wait.go', line: 7, inline: false },
      runs: { function: 'main.wait', file: 'shop/wait.go', line: 7, inline: false },
      startedBy: { function: 'main.main', file: 'shop/main.go', line: 3, inline: false },
      minutes: [0, 12],
    },
  });
  expect(culpritCard(one, 'count')).toEqual([
    'main.wait +1 200 goroutines, 50 % of the growth, likely',
    '  but 2 captures cannot tell a leak from a cache that fills; 4 of one process are needed',
    '  95 % interval of the growth: +1 100 to +1 300; seen on its stacks',
    '  waiting: chan receive at main.wait (shop/wait.go:7) for 0 to 12 min, started by main.main (shop/main.go:3)',
  ]);
});

test('the JSON of events: names, and times in unix seconds', () => {
  const { verdict: worst } = sawtoothTarget();
  expect(worst && verdictJson(worst)).toMatchObject({
    verdict: 'sawtooth',
    shape: 'linear',
    leakKind: 'heap',
    signal: 'heapLive',
    timeToLimitSeconds: 83,
    lives: [
      { startAt: nowMs / 1000 - 59, endAt: nowMs / 1000 - 39.5, cause: 'crash', inferred: false },
      { startAt: nowMs / 1000 - 39 },
      { startAt: nowMs / 1000 - 19, endAt: null, cause: null },
    ],
    evidence: { teeth: { value: 2, needs: 2, passed: true } },
  });
  expect(diffJson(heapDiff)).toEqual(heapDiff);
});

test('a warning of a metrics store, as a line and as JSON', () => {
  const text = 'partial response: store-2 is away';
  const at = { atMs: 0, target: 'fleet (http://127.0.0.1:9090)', workload: '' };
  const event = { ...at, kind: 'warning', text } as const;
  expect(eventLine(event)).toBe(`1970-01-01T00:00:00Z  warning     ${event.target}  ${text}`);
  expect(eventJson(event)).toEqual({
    at: 0,
    kind: 'warning',
    target: at.target,
    workload: '',
    text,
  });
});
