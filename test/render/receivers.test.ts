import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/model/incident.ts';
import { fingerprint } from '../../src/model/labels.ts';
import type { Alert, AlertStatus } from '../../src/model/receiver.ts';
import { alertLabels } from '../../src/render/alert-labels.ts';
import { alertPayload } from '../../src/render/alert-payload.ts';
import { alertmanagerAlert } from '../../src/render/alertmanager-alert.ts';
import { pagerdutyEvent } from '../../src/render/pagerduty-event.ts';
import { slackMessage } from '../../src/render/slack-message.ts';
import { expectGolden } from '../support/golden.ts';
import { incident, nowMs, saveReport } from '../support/snapshots.ts';
import { verdict } from '../support/verdict.ts';

const externalUrl = 'https://sawtooth.example';
const routingKey = 'R'.repeat(32);
const slackTo = { externalUrl, channel: '#oncall' };
const pagerdutyTo = { externalUrl, to: { routingKey, severity: null } };

function alert(status: AlertStatus = 'firing', over: Partial<Incident> = {}): Alert {
  const resolvedAtMs = status === 'resolved' ? nowMs : null;
  return { incident: incident({ state: status, resolvedAtMs, ...over }), status };
}

/** As Alertmanager is told: once a minute is how often the rule is evaluated. */
function toAlertmanager(given: Alert, intervalMs = 60_000) {
  return alertmanagerAlert(given, { nowMs, externalUrl, intervalMs, knowsOlderNames: false });
}

const written = { alertmanager: toAlertmanager, slack: toSlack, pagerduty: toPagerduty };

function toSlack(given: Alert) {
  return slackMessage(given, slackTo);
}

function toPagerduty(given: Alert) {
  return pagerdutyEvent(given, pagerdutyTo);
}

describe.each(Object.entries(written))('%s', (name, write) => {
  test.each(['firing', 'resolved'] as const)('%s', (status) => {
    expectGolden(
      `render/${name}-${status}.json`,
      `${JSON.stringify(write(alert(status)), null, 2)}\n`,
    );
  });

  test('what was measured changes nothing that identifies', () => {
    const later = alert('firing', {
      verdict: verdict('sawtooth', 'alarm', { leakRatePerSecond: 9e6, timeToLimitSeconds: 12 }),
      culprits: [],
      diffs: [],
    });
    expect(identityOf(write(later))).toEqual(identityOf(write(alert())));
  });
});

/** What a peer tells an alert from others by. */
function identityOf(sent: object): unknown {
  const { labels, startsAt, dedup_key } = sent as Record<string, unknown>;
  return { labels, startsAt, dedup_key };
}

describe('Alertmanager', () => {
  const ends: [intervalMs: number, afterMs: number][] = [
    [1000, 240_000],
    [60_000, 240_000],
    [300_000, 1_200_000],
  ];
  test.each(ends)('evaluated each %i ms it ends by itself after %i ms', (intervalMs, afterMs) => {
    const { endsAt } = toAlertmanager(alert(), intervalMs);
    expect(Date.parse(endsAt) - nowMs).toBe(afterMs);
  });

  test('labels that are empty or internal are none', () => {
    const labels = { job: 'a', pod: '', __address__: 'a:1' };
    expect(toAlertmanager(alert('firing', { labels })).labels).toEqual({
      job: 'a',
      alertname: 'MemoryLeak',
      workload: 'goleaky',
    });
  });
});

test('every receiver knows an alert by the same fingerprint, which is Alertmanager’s', () => {
  const known = { alertname: 'SawtoothLeak', pod: 'api-0', severity: 'warning' };
  // From a running Alertmanager 0.25.
  expect(fingerprint(known)).toBe('7686b2a3126b1319');
  const one = alert();
  const print = fingerprint(alertLabels(one.incident));
  const hook = alertPayload(one.incident, { status: 'firing', receiver: 'x', externalUrl, nowMs });
  expect(hook.alerts[0].fingerprint).toBe(print);
  expect(toPagerduty(one).dedup_key).toBe(print);
  expect(fingerprint(toAlertmanager(one).labels)).toBe(print);
});

describe('what comes from outside', () => {
  const long = 'x'.repeat(20_000);
  const hostile = alert('firing', {
    workload: `<!channel> & <http://evil|shop> ${long}`,
    culprits: [{ ...saveReport, function: `a.\`b\`<c>&${long}` }],
    annotations: {
      description: long,
      summary: `${'😀'.repeat(2000)}`,
      runbook_url: 'javascript:x|y',
    },
    labels: { pod: long, severity: 'sev1' },
  });

  test('Slack: no mention, no link, no text longer than Slack takes', () => {
    const { text, blocks } = toSlack(hostile);
    const whole = JSON.stringify({ text, blocks });
    // A header is plain text, in which nothing is a mention.
    const marked = JSON.stringify({ text, blocks: blocks.filter(({ type }) => type !== 'header') });
    expect(marked).not.toContain('<!channel>');
    expect(marked).not.toContain('<http://evil');
    expect(whole).not.toContain('javascript:');
    expect(text.length).toBeLessThanOrEqual(3000);
    expect(blocks.length).toBeLessThanOrEqual(50);
    for (const { type, text: of, fields = [] } of blocks as {
      type: string;
      text?: { text: string };
      fields?: { text: string }[];
    }[]) {
      expect(of?.text.length ?? 0).toBeLessThanOrEqual(type === 'header' ? 150 : 3000);
      expect(fields.length).toBeLessThanOrEqual(10);
      for (const field of fields) expect(field.text.length).toBeLessThanOrEqual(2000);
    }
    expect(whole.length).toBeLessThan(13_000);
    expect(whole.isWellFormed(), 'no half character').toBe(true);
  });

  test('PagerDuty: no field longer than it takes, a severity that it knows', () => {
    const event = toPagerduty(hostile);
    if (event.event_action !== 'trigger') throw new Error('it fires');
    expect(event.payload.summary.length).toBeLessThanOrEqual(1024);
    expect(event.payload.summary.isWellFormed()).toBe(true);
    expect(event.payload.source.length).toBeLessThanOrEqual(255);
    expect(event.payload.severity).toBe('error');
    expect(event.dedup_key.length).toBeLessThanOrEqual(255);
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`l${i}`, long]));
    const huge = JSON.stringify(toPagerduty(alert('firing', { labels: many })));
    expect(Buffer.byteLength(huge)).toBeLessThan(512_000);
    expect(huge).toContain('left out');
  });
});

test.each([
  ['critical', 'critical'],
  ['page', 'critical'],
  ['warning', 'warning'],
  ['', 'error'],
])('PagerDuty: severity %s is %s', (label, severity) => {
  const event = toPagerduty(alert('firing', { labels: { severity: label } }));
  expect(event).toMatchObject({ payload: { severity } });
});
