import { describe, expect, test } from 'vitest';
import { notificationLedger } from '../../src/cli/notification-ledger.ts';
import type { HttpRequest } from '../../src/http/request.ts';
import type { Incident } from '../../src/model/incident.ts';
import { fingerprint, type Labels } from '../../src/model/labels.ts';
import type { Alert, AlertStatus, ReceiverConfig } from '../../src/model/receiver.ts';
import { failure, type Result, success } from '../../src/model/result.ts';
// Loaded when first used, which the clock here would not wait for.
import '../../src/notify/answer-shapes.ts';
import type { Ledger } from '../../src/notify/ledger.ts';
import { Notifier } from '../../src/notify/notifier.ts';
import { silenceText } from '../../src/render/quiet-text.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { incident } from '../support/snapshots.ts';

const minuteMs = 60_000;
const common = { sendResolved: true, timeoutMs: 1000, http: { headers: {} } };

function alertmanager(name: string, over: Partial<ReceiverConfig> = {}): ReceiverConfig {
  return {
    ...common,
    kind: 'alertmanager',
    name,
    url: `http://${name}:9093`,
    ...over,
  } as ReceiverConfig;
}

const hook: ReceiverConfig = {
  ...common,
  kind: 'webhook',
  name: 'hook',
  url: 'http://hook/x',
  secret: null,
};

type Posted = { readonly host: string; readonly atMs: number; readonly body: unknown };

/** A notifier over a clock that a test moves, and peers that answer as it says. */
class Peers {
  readonly clock = new FakeClock();
  readonly stop = new AbortController();
  readonly posted: Posted[] = [];
  readonly told: string[] = [];
  readonly said: string[] = [];
  readonly down = new Set<string>();
  /** Hosts that take ten minutes for the answer to a GET. */
  readonly slow = new Set<string>();
  /** What hosts answer instead of 200. */
  readonly statuses = new Map<string, number>();
  present: Incident | undefined;
  snoozed = false;
  externalLabels: Labels = {};
  /** What GET answers, by path. */
  readonly pages = new Map<string, unknown>();
  receivers: readonly ReceiverConfig[];
  readonly notifier: Notifier;
  /** What the ledger waits for. */
  disk: Promise<void> = Promise.resolve();
  /** What the ledger heard, in order. */
  readonly ledger: string[] = [];
  /** Who is still owed something, by this process or an earlier one. */
  readonly owed = new Set<string>();
  /** In place of what is noted here, which is of one incident. */
  kept: Ledger | null = null;
  #running: Promise<void> | undefined;

  constructor(...receivers: ReceiverConfig[]) {
    this.receivers = receivers;
    this.notifier = new Notifier({
      receivers: () => this.receivers,
      sleep: this.clock.sleep,
      say: (sentence) => this.said.push(sentence),
      ledger: {
        owe: async (alert, receivers) => {
          if (this.kept !== null) return this.kept.owe(alert, receivers);
          const { status } = alert;
          this.owed.clear();
          for (const receiver of receivers) this.owed.add(receiver);
          this.ledger.push(`owe ${status} ${receivers.join()}`);
          await this.disk;
        },
        settle: (alert, receiver, how) => {
          const { status } = alert;
          this.kept?.settle(alert, receiver, how);
          if (this.owed.delete(receiver)) this.ledger.push(`${how} ${status} ${receiver}`);
        },
        owed: (id) => this.kept?.owed(id) ?? new Set(this.owed),
      },
      retry: { retries: 0, minDelayMs: 1, maxDelayMs: 1, totalMs: 5000 },
      context: {
        nowMs: this.clock.nowMs,
        request: (request) => this.#answer(request),
        clusterAccess: async () => failure('there is no cluster here'),
        externalUrl: null,
        knowOlderNames: new Set<string>(),
        externalLabels: () => this.externalLabels,
        intervalMs: () => minuteMs,
      },
    });
  }

  run(): void {
    const present = { incident: () => this.present, isSnoozed: () => this.snoozed };
    this.#running = this.notifier.run(present, this.stop.signal);
  }

  async end(): Promise<void> {
    this.stop.abort();
    await this.#running;
  }

  async tell(
    status: AlertStatus,
    over: Partial<Incident> = {},
    how: 'tell' | 'resume' = 'tell',
    isSnoozed = false,
  ) {
    const resolvedAtMs = status === 'resolved' ? this.clock.nowMs() : null;
    const one: Alert = {
      incident: incident({ state: status, resolvedAtMs, ...over }),
      status,
    };
    this.present = one.incident;
    const told = (receiver: string, result: Result<void>) =>
      this.told.push(`${receiver} ${result.ok}`);
    await this.notifier[how](one, this.stop.signal, told, isSnoozed);
  }

  /** The alerts that a host was posted since, as `[minutes, ends after minutes]`. */
  alertsAt(host: string): { startsAt: string; endsAt: string; labels: Labels; atMs: number }[] {
    return this.posted
      .filter((one) => one.host === host)
      .flatMap(({ body, atMs }) =>
        (body as []).map((alert: object) => ({ ...alert, atMs }) as never),
      );
  }

  async #answer({ method, url, body, signal }: HttpRequest): Promise<Result<never>> {
    const { hostname, pathname } = new URL(url);
    if (method === 'GET' && this.slow.has(hostname)) await this.clock.sleep(10 * minuteMs, signal);
    if (this.down.has(hostname)) return failure('nothing listens there');
    const page = method === 'GET' ? this.pages.get(pathname) : undefined;
    if (method === 'POST') {
      this.posted.push({
        host: hostname,
        atMs: this.clock.nowMs(),
        body: JSON.parse(String(body)),
      });
    }
    return success({
      status: this.statuses.get(hostname) ?? (method === 'GET' && page === undefined ? 404 : 200),
      headers: {},
      body: new TextEncoder().encode(JSON.stringify(page ?? '')),
      tookMs: 1,
    }) as Result<never>;
  }
}

describe('Alertmanager', () => {
  test('is told every minute while it fires, each time that it ends later, by the same labels', async () => {
    const peers = new Peers(alertmanager('am'), hook);
    peers.run();
    await peers.tell('firing');
    await peers.clock.pass(10 * minuteMs);
    const alerts = peers.alertsAt('am');
    expect(alerts.length).toBeGreaterThanOrEqual(10);
    for (const { atMs, endsAt } of alerts) expect(Date.parse(endsAt) - atMs).toBe(4 * minuteMs);
    const gaps = alerts.slice(1).map(({ atMs }, i) => atMs - (alerts[i]?.atMs ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(minuteMs + 20_000);
    expect(new Set(alerts.map(({ labels }) => fingerprint(labels))).size).toBe(1);
    expect(new Set(alerts.map(({ startsAt }) => startsAt)).size).toBe(1);
    // Others are told once, and that a telling goes on is no news.
    expect(peers.posted.filter(({ host }) => host === 'hook')).toHaveLength(1);
    expect(peers.told.toSorted()).toEqual(['am true', 'hook true']);
    await peers.end();
  });

  test('hears for fifteen minutes that it is over, then no more', async () => {
    const peers = new Peers(alertmanager('am'));
    peers.run();
    await peers.tell('firing');
    await peers.tell('resolved');
    const endMs = peers.clock.nowMs();
    await peers.clock.pass(40 * minuteMs);
    const over = peers.alertsAt('am').slice(1);
    expect(over.length).toBeGreaterThan(10);
    expect(new Set(over.map(({ endsAt }) => Date.parse(endsAt)))).toEqual(new Set([endMs]));
    expect(over.at(-1)?.atMs).toBeLessThanOrEqual(endMs + 16 * minuteMs);
    await peers.end();
  });

  test('one that is down delays no other; when it is back it hears, and both are said once', async () => {
    const peers = new Peers(alertmanager('am-0'), alertmanager('am-1'));
    peers.down.add('am-0');
    peers.run();
    await peers.tell('firing');
    await peers.clock.pass(3 * minuteMs);
    expect(peers.alertsAt('am-1').length).toBeGreaterThanOrEqual(3);
    peers.down.clear();
    await peers.clock.pass(3 * minuteMs);
    expect(peers.alertsAt('am-0').length).toBeGreaterThanOrEqual(2);
    expect(peers.told.toSorted()).toEqual(['am-0 false', 'am-0 true', 'am-1 true']);
    await peers.end();
  });

  test('one that is slow to tell of silences keeps none from hearing', async () => {
    const peers = new Peers(alertmanager('am-0'), alertmanager('am-1'));
    peers.slow.add('am-0');
    peers.run();
    await peers.tell('firing');
    await peers.clock.pass(30 * minuteMs);
    for (const host of ['am-0', 'am-1']) {
      const atMs = peers.alertsAt(host).map((one) => one.atMs);
      const gaps = atMs.slice(1).map((at, i) => at - (atMs[i] ?? 0));
      expect(Math.max(...gaps)).toBeLessThanOrEqual(minuteMs + 20_000);
    }
    await peers.end();
  });

  test('goes on hearing after a restart what was told before; nobody else is told again', async () => {
    const peers = new Peers(alertmanager('am'), hook);
    peers.run();
    await peers.tell('firing', {}, 'resume');
    await peers.clock.pass(5 * minuteMs);
    expect(peers.alertsAt('am').length).toBeGreaterThanOrEqual(5);
    expect(peers.posted.filter(({ host }) => host === 'hook')).toEqual([]);
    await peers.tell('resolved');
    expect(peers.posted.filter(({ host }) => host === 'hook')).toHaveLength(1);
    await peers.end();
  });

  test('hears nothing of a workload while it is snoozed', async () => {
    const peers = new Peers(alertmanager('am'));
    peers.run();
    await peers.tell('firing');
    peers.snoozed = true;
    await peers.clock.pass(10 * minuteMs);
    expect(peers.alertsAt('am')).toHaveLength(1);
    peers.snoozed = false;
    await peers.clock.pass(2 * minuteMs);
    expect(peers.alertsAt('am').length).toBeGreaterThan(1);
    await peers.end();
  });

  test('two replicas send the same labels', async () => {
    const replicas = ['a', 'b'].map(() => new Peers(alertmanager('am')));
    for (const one of replicas) {
      one.externalLabels = { cluster: 'eu-1' };
      await one.tell('firing', { id: String(Math.random()), firedAtMs: one.clock.nowMs() });
    }
    const [a, b] = replicas.map((one) => one.alertsAt('am')[0]?.labels);
    expect(a).toMatchObject({ cluster: 'eu-1', workload: 'goleaky' });
    expect(b).toEqual(a);
  });

  test('a silence there is known here, with who made it and why, until it is gone', async () => {
    const peers = new Peers(alertmanager('am'));
    peers.run();
    await peers.tell('firing');
    const labels = peers.alertsAt('am')[0]?.labels ?? {};
    const silencedBy = ['s-1'];
    peers.pages.set('/api/v2/alerts', [
      { fingerprint: fingerprint(labels), status: { state: 'suppressed', silencedBy }, more: 1 },
      { fingerprint: 'somebody-else', status: { silencedBy: ['s-2'] } },
    ]);
    const endsAt = new Date(peers.clock.nowMs() + 30 * minuteMs).toISOString();
    peers.pages.set('/api/v2/silence/s-1', { createdBy: 'ops', comment: 'known\u001b[2J', endsAt });
    await peers.clock.pass(minuteMs);
    expect([...peers.notifier.silences]).toEqual([
      [
        '01JD9XKQ2M',
        { id: 's-1', receiver: 'am', by: 'ops', why: 'known[2J', untilMs: Date.parse(endsAt) },
      ],
    ]);
    // One that cannot be asked has not taken it back.
    peers.down.add('am');
    await peers.clock.pass(5 * minuteMs);
    expect(peers.notifier.silences.size).toBe(1);
    peers.down.clear();
    peers.pages.set('/api/v2/alerts', []);
    await peers.clock.pass(minuteMs);
    expect(peers.notifier.silences.size).toBe(0);
    await peers.end();
  });

  test('an alert there that inhibits ours is known too, and a silence beside it counts before it', async () => {
    const peers = new Peers(alertmanager('am'));
    peers.run();
    await peers.tell('firing');
    const mine = fingerprint(peers.alertsAt('am')[0]?.labels ?? {});
    const answer = (status: object) =>
      peers.pages.set('/api/v2/alerts', [{ fingerprint: mine, status }]);
    answer({ state: 'suppressed', silencedBy: [], inhibitedBy: ['f00d'] });
    await peers.clock.pass(minuteMs);
    const [held] = peers.notifier.silences.values();
    expect(held).toMatchObject({ id: 'f00d', receiver: 'am', isInhibition: true });
    expect(held === undefined ? '' : silenceText(held)).toBe('inhibited in am by another alert');
    answer({ silencedBy: ['s-1'], inhibitedBy: ['f00d'] });
    await peers.clock.pass(minuteMs);
    expect([...peers.notifier.silences.values()]).toMatchObject([{ id: 's-1' }]);
    expect([...peers.notifier.silences.values()][0]).not.toHaveProperty('isInhibition');
    answer({ state: 'active', silencedBy: [], inhibitedBy: [] });
    await peers.clock.pass(minuteMs);
    expect(peers.notifier.silences.size).toBe(0);
    await peers.end();
  });

  test('a silence of an alert whose names of labels were escaped there is known too', async () => {
    const peers = new Peers(alertmanager('am'));
    peers.run();
    await peers.tell('firing', { labels: { 'k8s.pod': 'p' } });
    const { 'k8s.pod': pod, ...labels } = peers.alertsAt('am')[0]?.labels ?? {};
    const known = fingerprint({ ...labels, k8s_pod: pod ?? '' });
    peers.pages.set('/api/v2/alerts', [{ fingerprint: known, status: { silencedBy: ['s-1'] } }]);
    await peers.clock.pass(minuteMs);
    expect([...peers.notifier.silences.keys()]).toEqual(['01JD9XKQ2M']);
    await peers.end();
  });

  test.each<[string, unknown]>([
    ['no list', { alerts: [] }],
    ['alerts without a status', [{ fingerprint: 'x' }]],
    ['a text', 'nonsense'],
  ])('an answer that is %s silences nobody', async (_name, page) => {
    const peers = new Peers(alertmanager('am'));
    peers.pages.set('/api/v2/alerts', page);
    peers.run();
    await peers.tell('firing');
    await peers.clock.pass(10 * minuteMs);
    expect(peers.notifier.silences.size).toBe(0);
    const what = 'GET /api/v2/alerts?active=false&silenced=true&inhibited=true&unprocessed=false';
    expect(peers.said).toEqual([
      `am does not tell of its silences, so what it holds back may be shown as told: ${what} was answered with something that is no such JSON`,
    ]);
    peers.pages.set('/api/v2/alerts', []);
    await peers.clock.pass(minuteMs);
    peers.pages.delete('/api/v2/alerts');
    await peers.clock.pass(minuteMs);
    expect(peers.said[1]).toContain('was answered with status 404');
    expect(peers.said).toHaveLength(2);
    await peers.end();
  });
});

test('who does not want to hear that it is over is not told', async () => {
  const peers = new Peers(
    { ...hook, sendResolved: false },
    alertmanager('am', { sendResolved: false }),
  );
  peers.run();
  await peers.tell('firing');
  await peers.tell('resolved');
  await peers.clock.pass(5 * minuteMs);
  expect(peers.posted.map(({ host }) => host).toSorted()).toEqual(['am', 'hook']);
  await peers.end();
});

test('a receiver that a reload took away is told no more', async () => {
  const peers = new Peers(hook, alertmanager('am'));
  peers.run();
  await peers.tell('firing');
  peers.receivers = [];
  await peers.tell('resolved');
  await peers.clock.pass(5 * minuteMs);
  expect(peers.posted).toHaveLength(2);
  expect(peers.notifier.waiting()).toEqual([]);
  await peers.end();
});

describe('the ledger', () => {
  test('who is to be told is owed it before the first is told, until it was taken', async () => {
    const peers = new Peers(alertmanager('am'), hook);
    peers.down.add('am');
    await peers.tell('firing');
    expect(peers.ledger).toEqual(['owe firing am,hook', 'told firing hook']);
  });

  test('after a restart those are told who are still owed it, and Alertmanagers', async () => {
    const other = { ...hook, name: 'other', url: 'http://other/' };
    const peers = new Peers(alertmanager('am'), hook, other);
    peers.owed.add('other');
    await peers.tell('firing', {}, 'resume');
    expect(peers.posted.map(({ host }) => host).toSorted()).toEqual(['am', 'other']);
    expect(peers.ledger[0]).toBe('owe firing am,other');
    expect(peers.ledger.slice(1).toSorted()).toEqual(['told firing am', 'told firing other']);
  });

  test('who refuses it for good is owed it no more, who cannot be reached still is', async () => {
    const other = { ...hook, name: 'other', url: 'http://other/' };
    const peers = new Peers(hook, other);
    peers.statuses.set('hook', 400);
    peers.down.add('other');
    await peers.tell('firing');
    expect(peers.ledger).toEqual(['owe firing hook,other', 'refused firing hook']);
    expect(peers.told.toSorted()).toEqual(['hook false', 'other false']);
  });

  test('who is not reached twice is said at once, until something arrives; who refuses says so itself', async () => {
    const other = { ...hook, name: 'other', url: 'http://other/' };
    const peers = new Peers(hook, other, alertmanager('am'));
    for (const name of ['other', 'am']) peers.down.add(name);
    peers.statuses.set('hook', 400);
    await peers.tell('firing');
    expect(peers.said).toEqual([]);
    for (const id of ['b', 'c', 'd']) await peers.tell('firing', { id });
    const sentence = 'other has not been told yet and is tried again: nothing listens there';
    expect(peers.said).toEqual([sentence]);
    peers.down.clear();
    await peers.tell('firing', { id: 'e' });
    peers.down.add('other');
    for (const id of ['f', 'g']) await peers.tell('firing', { id });
    expect(peers.said).toEqual([sentence, sentence]);
  });

  test('an Alertmanager that was down has taken it when it is told again', async () => {
    const peers = new Peers(alertmanager('am'));
    peers.down.add('am');
    peers.run();
    await peers.tell('firing');
    expect(peers.ledger).toEqual(['owe firing am']);
    peers.down.clear();
    await peers.clock.pass(2 * minuteMs);
    expect(peers.ledger[1]).toBe('told firing am');
    await peers.end();
  });

  test('who is down longer than one is patient is told when it is back, of what is so then, once', async () => {
    const peers = new Peers(hook, { ...hook, name: 'other', url: 'http://other/' });
    peers.down.add('hook');
    peers.run();
    await peers.tell('firing');
    await peers.clock.pass(60 * minuteMs);
    expect(peers.posted.map(({ host }) => host)).toEqual(['other']);
    const lengths = () => peers.notifier.waiting().map(({ length }) => length);
    expect(lengths()).toEqual([1, 0]);
    peers.present = incident({ ...peers.present, annotations: { summary: 'worse by now' } });
    peers.down.clear();
    await peers.clock.pass(10 * minuteMs);
    expect(peers.posted.filter(({ host }) => host === 'hook')).toHaveLength(1);
    expect(JSON.stringify(peers.posted.at(-1)?.body)).toContain('worse by now');
    expect(peers.told).toEqual(['other true', 'hook false', 'hook true']);
    expect(peers.ledger.at(-1)).toBe('told firing hook');
    expect(lengths()).toEqual([0, 0]);
    await peers.end();
  });

  test('news that waits for the disk is told once', async () => {
    const peers = new Peers(hook, alertmanager('am'));
    peers.run();
    const written = Promise.withResolvers<void>();
    peers.disk = written.promise;
    const telling = peers.tell('firing');
    await peers.clock.pass(3 * minuteMs);
    // One that hears nothing takes it for resolved.
    expect(new Set(peers.posted.map(({ host }) => host))).toEqual(new Set(['am']));
    written.resolve();
    await telling;
    await peers.clock.pass(3 * minuteMs);
    expect(peers.posted.filter(({ host }) => host === 'hook')).toHaveLength(1);
    await peers.end();
  });

  test('who was down while it ended hears that it is over, also when that is long ago and in a snooze', async () => {
    const peers = new Peers(hook);
    peers.run();
    await peers.tell('firing');
    peers.down.add('hook');
    await peers.tell('resolved');
    peers.snoozed = true;
    await peers.clock.pass(60 * minuteMs);
    peers.down.clear();
    await peers.clock.pass(10 * minuteMs);
    expect(peers.posted).toMatchObject([
      { body: { status: 'firing' } },
      { body: { status: 'resolved' } },
    ]);
    await peers.end();
  });

  test('who is down while it is snoozed hears when the snooze ends', async () => {
    const peers = new Peers(hook);
    peers.down.add('hook');
    peers.run();
    await peers.tell('firing');
    peers.snoozed = true;
    peers.down.clear();
    await peers.clock.pass(10 * minuteMs);
    expect(peers.posted).toEqual([]);
    expect(peers.notifier.waiting()).toEqual([{ receiver: 'hook', length: 0 }]);
    peers.snoozed = false;
    await peers.clock.pass(2 * minuteMs);
    expect(peers.posted).toHaveLength(1);
    await peers.end();
  });

  test('who does not know us by our token hears once a minute, until it does', async () => {
    const peers = new Peers(hook);
    peers.statuses.set('hook', 401);
    peers.run();
    await peers.tell('firing');
    await peers.clock.pass(5 * minuteMs);
    expect(peers.posted).toHaveLength(6);
    peers.statuses.clear();
    await peers.clock.pass(5 * minuteMs);
    expect(peers.posted).toHaveLength(7);
    expect(peers.told).toEqual(['hook false', 'hook true']);
    expect(peers.ledger.at(-1)).toBe('told firing hook');
    await peers.end();
  });

  test('who knows us by no token is asked of one alert a minute, and hears of all once it does', async () => {
    const ledger = notificationLedger(
      { putNotifications: async () => success(undefined), listNotifications: () => success([]) },
      () => 0,
    );
    const peers = new Peers(hook);
    peers.kept = ledger;
    peers.statuses.set('hook', 401);
    peers.run();
    for (const id of ['a', 'b', 'c']) await peers.tell('firing', { id });
    peers.present = undefined;
    await peers.clock.pass(10 * minuteMs);
    expect(peers.posted).toHaveLength(3 + 10);
    peers.statuses.clear();
    await peers.clock.pass(5 * minuteMs);
    expect(peers.told.filter((one) => one === 'hook true')).toHaveLength(3);
    expect(peers.posted).toHaveLength(3 + 10 + 3);
    await peers.end();
  });

  test('who refuses it in the end has said so, and is told no more', async () => {
    const peers = new Peers(hook);
    peers.down.add('hook');
    peers.run();
    await peers.tell('firing');
    peers.down.clear();
    peers.statuses.set('hook', 400);
    await peers.clock.pass(10 * minuteMs);
    expect(peers.told).toEqual(['hook false', 'hook false']);
    expect(peers.posted).toHaveLength(1);
    expect(peers.ledger.at(-1)).toBe('refused firing hook');
    await peers.end();
  });

  test.each([
    ['is not configured any more', [hook]],
    [
      'does not want to hear that it is over',
      [hook, { ...hook, name: 'other', sendResolved: false }],
    ],
  ])('who %s is owed nothing after a restart', async (_, receivers) => {
    const peers = new Peers(...receivers);
    peers.owed.add('hook').add('other');
    await peers.tell('resolved', {}, 'resume');
    expect(peers.ledger).toEqual(['owe resolved hook', 'told resolved hook']);
  });

  test('of what is snoozed at a restart those who are owed it hear when the snooze ends, once', async () => {
    const other = { ...hook, name: 'other', url: 'http://other/' };
    const peers = new Peers(alertmanager('am'), hook, other);
    peers.owed.add('other');
    peers.snoozed = true;
    peers.run();
    await peers.tell('firing', {}, 'resume', true);
    await peers.clock.pass(10 * minuteMs);
    expect(peers.posted).toEqual([]);
    peers.snoozed = false;
    await peers.clock.pass(3 * minuteMs);
    expect(peers.posted.filter(({ host }) => host === 'other')).toHaveLength(1);
    expect(peers.posted.filter(({ host }) => host === 'hook')).toEqual([]);
    expect(peers.alertsAt('am').length).toBeGreaterThan(1);
    await peers.end();
  });

  test('what is over before its snooze is told as that alone', async () => {
    const peers = new Peers(hook);
    peers.owed.add('hook');
    peers.snoozed = true;
    peers.run();
    await peers.tell('firing', {}, 'resume', true);
    await peers.tell('resolved');
    peers.snoozed = false;
    await peers.clock.pass(3 * minuteMs);
    expect(peers.posted).toMatchObject([{ body: { status: 'resolved' } }]);
    await peers.end();
  });
});
