import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/model/labels.ts';
import { alertPayload } from '../../src/render/alert-payload.ts';
import { culprit, diff } from '../support/diff.ts';
import { expectGolden } from '../support/golden.ts';
import { incident, nowMs } from '../support/snapshots.ts';
import { verdict } from '../support/verdict.ts';

const context = {
  status: 'firing',
  receiver: 'pager',
  externalUrl: 'http://sawtooth.example:9412',
  nowMs,
} as const;

/** The one alert of an incident's payload. */
function alertOf(of = incident(), over: Partial<Parameters<typeof alertPayload>[1]> = {}) {
  return alertPayload(of, { ...context, ...over }).alerts[0];
}

test('the whole payload', () => {
  expectGolden(
    'render/alert-payload.json',
    `${JSON.stringify(alertPayload(incident(), context), null, 2)}\n`,
  );
});

describe('an alert stays one alert', () => {
  test('whatever is measured', () => {
    const worse = incident({
      verdict: verdict('leak', 'alarm', { value: 1, leakRatePerSecond: 77, timeToLimitSeconds: 5 }),
      culprits: [],
    });
    expect(alertOf(worse).labels).toEqual(alertOf().labels);
    expect(alertOf(worse).fingerprint).toBe(alertOf().fingerprint);
  });
  test('firing and resolved', () => {
    const over = incident({ state: 'resolved', resolvedAtMs: nowMs });
    const resolved = alertOf(over, { status: 'resolved' });
    expect(resolved).toMatchObject({
      status: 'resolved',
      fingerprint: alertOf().fingerprint,
      startsAt: alertOf().startsAt,
      endsAt: '2026-11-22T20:15:03.000Z',
    });
    expect(alertOf().endsAt).toBe('0001-01-01T00:00:00Z');
  });
  test('its fingerprint is that of its labels', () => {
    expect(alertOf().fingerprint).toBe(fingerprint(alertOf().labels));
  });
});

test('an empty label is no label, and alertname and workload are always there', () => {
  const { labels } = alertOf(incident({ labels: { pod: '', job: 'a' } }));
  expect(labels).toEqual({ alertname: 'MemoryLeak', workload: 'goleaky', job: 'a' });
});

test('what is not known is not annotated', () => {
  const bare = incident({
    culprits: [],
    diffs: [],
    annotations: {},
    verdict: verdict('leak', 'suspicion', { timeToLimitSeconds: null, leakRatePerSecond: null }),
  });
  expect(Object.keys(alertOf(bare, { externalUrl: null }).annotations)).toEqual([
    'summary',
    'description',
    'leak_kind',
  ]);
});

test('a culprit’s growth is told in the unit of the diff that named it', () => {
  const waiting = culprit('main.wait', 'likely', { growth: 1200 });
  const counted = incident({
    culprits: [waiting],
    diffs: [diff('likely', [waiting], { unit: 'count', sampleType: 'goroutine' })],
  });
  expect(alertOf(counted).annotations['culprit_growth']).toBe('+1 200');
});

test('outside text in it is printable', () => {
  const evil = incident({
    labels: { job: 'a\u001b[2J' },
    annotations: { summary: '{{ $labels.job }}\u009b' },
  });
  expect(JSON.stringify(alertPayload(evil, context))).not.toMatch(/\\u00|[\p{Cc}]/u);
});
