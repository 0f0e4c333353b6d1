import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { httpRequest } from '../../src/http/request.ts';
import type { Incident } from '../../src/model/incident.ts';
import type { AlertStatus, ReceiverConfig, WebhookConfig } from '../../src/model/receiver.ts';
import { failure } from '../../src/model/result.ts';
import type { NotifyContext } from '../../src/notify/attempt.ts';
import { deliver, type RetryLimits } from '../../src/notify/deliver.ts';
import { sendAlert } from '../../src/notify/send-alert.ts';
import { incident, nowMs } from '../support/snapshots.ts';
import { type Answer, isGenuine, receiver } from './receiver.ts';

const secret = 'correct horse battery staple';
const quick: RetryLimits = { retries: 3, minDelayMs: 2, maxDelayMs: 50, totalMs: 30_000 };

function webhook(url: string, over: Partial<WebhookConfig> = {}): WebhookConfig {
  return {
    kind: 'webhook',
    name: 'pager',
    url,
    secret,
    sendResolved: true,
    timeoutMs: 10_000,
    http: { headers: {}, basicAuth: { username: 'me', password: 'pa55' } },
    ...over,
  };
}

type Over = Partial<NotifyContext & { signal: AbortSignal; retry: RetryLimits }>;

function context(over: Over = {}) {
  return {
    nowMs: () => nowMs,
    signal: new AbortController().signal,
    request: httpRequest,
    clusterAccess: async () => failure('there is no cluster here'),
    externalUrl: null,
    externalLabels: () => ({}),
    knowOlderNames: new Set<string>(),
    intervalMs: () => 60_000,
    retry: quick,
    ...over,
  };
}

function notify(
  to: ReceiverConfig,
  about: Incident,
  status: AlertStatus,
  { signal, retry, ...rest }: ReturnType<typeof context>,
) {
  const alert = { incident: about, status };
  return deliver((until) => sendAlert(alert, { to, context: rest, signal: until }), retry, signal);
}

const outcomes: [name: string, answers: Answer[], asked: number, ok: boolean][] = [
  ['200 is done', [{ status: 200 }], 1, true],
  ['202 is done', [{ status: 202 }], 1, true],
  ['a 503 that heals', [{ status: 503 }, { status: 500 }, { status: 200 }], 3, true],
  ['429 is tried again', [{ status: 429 }, { status: 200 }], 2, true],
  ['a cut connection is tried again', ['reset', { status: 200 }], 2, true],
  ['404 is final', [{ status: 404 }, { status: 200 }], 1, false],
  ['401 is final', [{ status: 401 }, { status: 200 }], 1, false],
  ['a redirect is final', [{ status: 302, headers: { location: '/' } }], 1, false],
  ['an endless 500 is given up', [{ status: 500 }], 4, false],
];

describe('retries', () => {
  test.each(outcomes)('%s', async (_name, answers, asked, ok) => {
    await using hook = await receiver(answers);
    const result = await notify(webhook(hook.url), incident(), 'firing', context());
    expect({ ok: result.ok, asked: hook.received.length }).toEqual({ ok, asked });
  });

  const waits: [name: string, header: string][] = [
    ['seconds', '1'],
    ['an HTTP date', new Date(nowMs + 5000).toUTCString()],
  ];
  test.each(waits)('Retry-After in %s is honoured up to the longest delay', async (_n, header) => {
    await using hook = await receiver([
      { status: 503, headers: { 'retry-after': header } },
      { status: 200 },
    ]);
    const result = await notify(webhook(hook.url), incident(), 'firing', context());
    const [first, second] = hook.received;
    expect(result.ok).toBe(true);
    // The longest delay is 50 ms here, the backoff alone at most 4.
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(45);
  });

  test('a receiver that never answers is given up when the time is over', async () => {
    await using hook = await receiver(['hang']);
    const result = await notify(
      webhook(hook.url, { timeoutMs: 20 }),
      incident(),
      'firing',
      context({ retry: { ...quick, retries: 10_000, totalMs: 600 } }),
    );
    expect(result).toMatchObject({ ok: false, reason: expect.stringMatching(/time was over/) });
    expect(hook.received.length).toBeGreaterThan(1);
  });

  test('an abort ends it at once', async () => {
    await using hook = await receiver([{ status: 503, headers: { 'retry-after': '3600' } }]);
    const stop = new AbortController();
    const answered = Promise.withResolvers<void>();
    const told = notify(webhook(hook.url), incident(), 'firing', {
      ...context({
        retry: { ...quick, maxDelayMs: 60_000, totalMs: 300_000 },
        signal: stop.signal,
      }),
      request: async (request) => {
        const answer = await httpRequest(request);
        answered.resolve();
        return answer;
      },
    });
    await answered.promise;
    // By then the answer has been looked at, and the wait for the next attempt has begun.
    await setImmediate();
    stop.abort();
    expect(await told).toMatchObject({ ok: false, reason: expect.stringContaining('503') });
  });
});

describe('what is sent', () => {
  test('the body is signed, anew on each attempt, and Alertmanager reads it', async () => {
    await using hook = await receiver([{ status: 500 }, { status: 200 }]);
    let at = nowMs;
    await notify(webhook(hook.url), incident(), 'firing', {
      ...context(),
      nowMs: () => (at += 1000),
    });
    const stamps = hook.received.map(({ headers }) => headers['x-sawtooth-timestamp']);
    expect(hook.received.map((got) => isGenuine(got, secret))).toEqual([true, true]);
    expect(hook.received.map((got) => isGenuine(got, 'another'))).toEqual([false, false]);
    expect(new Set(stamps).size).toBe(2);
    expect(JSON.parse(hook.received[1]?.body ?? '')).toMatchObject({
      version: '4',
      receiver: 'pager',
      status: 'firing',
    });
    expect(hook.received[0]?.headers['content-type']).toBe('application/json');
  });

  test('one of several places of a receiver has the name of the receiver', async () => {
    await using hook = await receiver([{ status: 200 }]);
    const to = webhook(hook.url, { name: 'oncall/webhook-2', placeOf: 'oncall' });
    await notify(to, incident(), 'firing', context());
    expect(JSON.parse(hook.received[0]?.body ?? '')).toMatchObject({ receiver: 'oncall' });
  });

  test('without a secret nothing is signed', async () => {
    await using hook = await receiver([{ status: 200 }]);
    await notify(webhook(hook.url, { secret: null }), incident(), 'firing', context());
    expect(hook.received[0]?.headers).not.toHaveProperty('x-sawtooth-signature');
  });
});

test.each<[string, Answer[]]>([
  ['a final status', [{ status: 403 }]],
  ['a status that does not heal', [{ status: 500 }]],
  ['a cut connection', ['reset']],
])('no secret in the sentence of %s', async (_name, answers) => {
  await using hook = await receiver(answers);
  const withUser = hook.url.replace('http://', 'http://user:pa55@');
  const result = await notify(webhook(withUser), incident(), 'firing', context());
  expect(result.ok).toBe(false);
  const said = result.ok ? '' : result.reason;
  expect(said).toContain('127.0.0.1');
  for (const hidden of [secret, 'pa55', 's3cret-path']) expect(said).not.toContain(hidden);
});

test.each(['sig s3cret-sig', 'sig s3cret%2Dsig', 'no such path /hook/s3cret-path'])(
  'no secret of the URL that the peer repeats: %s',
  async (body) => {
    await using hook = await receiver([{ status: 400, body: `bad ${body}` }]);
    const url = `${hook.url}?sp=1&sig=s3cret%2Dsig`;
    const result = await notify(webhook(url), incident(), 'firing', context());
    const said = result.ok ? '' : result.reason;
    expect(said).toContain('status 400');
    expect(said).not.toContain('s3cret');
  },
);

describe('an Alertmanager and names of labels that only newer ones take', () => {
  const refusal = { status: 400, body: '"invalid label set: invalid name \\"k8s.pod\\""' };
  const to = (url: string): ReceiverConfig => ({
    ...{ kind: 'alertmanager', name: 'am', url, sendResolved: true },
    ...{ timeoutMs: 2000, http: { headers: {} } },
  });
  const strange = incident({
    labels: { 'k8s.pod': 'p', k8s_pod: 'own', '1st/ü': 'x', 'k8s/pod': 'q', job: 'checkout' },
  });
  const alertsOf = (got: readonly { readonly body: string }[]) =>
    got.map(({ body }) => JSON.parse(body)[0]);

  test('one that takes them has them as they are', async () => {
    await using am = await receiver([{ status: 200 }]);
    await notify(to(am.url), strange, 'firing', context());
    const [alert, ...more] = alertsOf(am.received);
    expect(more).toEqual([]);
    expect(alert.labels).toMatchObject(strange.labels);
    expect(alert.annotations).not.toHaveProperty('renamed_labels');
  });

  test('one that refuses them has them escaped, is told so, and is asked no more', async () => {
    await using am = await receiver([refusal, { status: 200 }]);
    const about = context();
    const results = [
      await notify(to(am.url), strange, 'firing', about),
      await notify(to(am.url), strange, 'resolved', about),
    ];
    expect(results.map(({ ok }) => ok)).toEqual([true, true]);
    const [, second, third, ...more] = alertsOf(am.received);
    expect(more).toEqual([]);
    for (const { labels } of [second, third]) {
      const { alertname: _, workload: __, severity: ___, ...own } = labels;
      expect(own).toEqual({ k8s_pod: 'own', _st__: 'x', job: 'checkout' });
    }
    expect(second.annotations.renamed_labels).toBe(
      'this Alertmanager refuses UTF-8 names of labels (0.27 and newer take them): k8s.pod as k8s_pod, 1st/ü as _st__, k8s/pod as k8s_pod',
    );
  });

  test('a refusal for another reason is told as it is', async () => {
    await using am = await receiver([{ status: 400, body: '"no such thing"' }]);
    const result = await notify(to(am.url), strange, 'firing', context());
    expect(result).toMatchObject({ ok: false, reason: expect.stringMatching(/no such thing/) });
    expect(am.received.length).toBe(2);
    const plain = await notify(to(am.url), incident(), 'firing', context());
    expect(plain.ok).toBe(false);
    expect(am.received.length).toBe(3);
  });
});

describe('receivers that mean no good', () => {
  const key = 'R0U71NGK3Y'.padEnd(32, '0');
  const slackTo = (url: string): ReceiverConfig => ({
    ...{ kind: 'slack', name: 'slack', url, channel: null },
    ...{ sendResolved: true, timeoutMs: 2000, http: { headers: {} } },
  });
  const pagerdutyTo = (url: string): ReceiverConfig => ({
    ...{ kind: 'pagerduty', name: 'pd', url, routingKey: key, severity: null },
    ...{ sendResolved: true, timeoutMs: 2000, http: { headers: {} } },
  });
  const told = async (to: (url: string) => ReceiverConfig, answer: Answer) => {
    await using hook = await receiver([answer]);
    const result = await notify(to(hook.url), incident(), 'firing', context());
    return { said: result.ok ? '' : result.reason, received: hook.received };
  };

  test('what Slack says is told', async () => {
    const { said, received } = await told(slackTo, { status: 404, body: 'no_service' });
    expect(said).toMatch(/status 404 instead of 2xx: no_service\. Check the api_url/);
    expect(JSON.parse(received[0]?.body ?? '')).toHaveProperty('blocks');
  });

  test.each<[string, (url: string) => ReceiverConfig, string]>([
    ['the key that it was sent', pagerdutyTo, `{"message":"invalid routing key ${key}"}`],
    ['its own address', slackTo, 'nothing at hook/s3cret-path'],
  ])('%s is not', async (_name, to, body) => {
    const { said } = await told(to, { status: 400, body });
    expect(said).toMatch(/status 400 instead of 2xx\. Check/);
    expect(said).not.toContain(key);
    expect(said).not.toContain('s3cret-path');
  });

  test('a page, and what a terminal would obey, are not', async () => {
    expect((await told(slackTo, { status: 403, body: '<html>no</html>' })).said).not.toContain('<');
    const { said } = await told(slackTo, { status: 403, body: `\u001b[2J${'x'.repeat(100_000)}` });
    expect(said).not.toContain('\u001b');
    expect(said.length).toBeLessThan(400);
  });

  const amTo = (url: string): ReceiverConfig => ({
    ...{ kind: 'alertmanager', name: 'am', url, sendResolved: true },
    ...{ timeoutMs: 2000, http: { headers: {} } },
  });
  const login = '\n<!DOCTYPE html>\n<html><form>Log in</form></html>';
  const notTaken: [string, (url: string) => ReceiverConfig, string, RegExp][] = [
    ['the page of a login', webhook, login, /status 200 and a page for people.*\. Check the url/],
    [
      'a page that leads to one',
      webhook,
      `<html><script src="sso.js"></script>`,
      /page for people/,
    ],
    ['a page of many words', webhook, `<html>${'<p>Welcome</p>'.repeat(400)}`, /page for people/],
    ['a page to an Alertmanager', amTo, '<html><body>', /a page for people/],
    ['a refusal of Slack', slackTo, '{"ok":false,"error":"no_text"}', /a refusal: .*no_text/],
  ];
  test.each(notTaken)('%s with status 200 is no consent', async (_name, to, body, why) => {
    const { said, received } = await told(to, { status: 200, body });
    expect(said).toMatch(why);
    expect(received).toHaveLength(1);
  });

  test.each<[string, (url: string) => ReceiverConfig, string]>([
    ['nothing', amTo, ''],
    ['ok', slackTo, 'ok'],
    ['ok of the Web API', slackTo, '{"ok":true,"channel":"C1"}'],
    ['a word', webhook, 'received'],
    ['a piece of markup', webhook, '<p>ok</p>'],
    ['a page that asks for nothing', webhook, '<html><body>received</body></html>'],
    ['anything of JSON', webhook, '{"ok":false}'],
  ])('%s with status 200 is one', async (_name, to, body) => {
    expect((await told(to, { status: 200, body })).said).toBe('');
  });

  test('no receiver is a link-local address', async () => {
    const to = slackTo('http://169.254.169.254/latest/meta-data/');
    const result = await notify(to, incident(), 'firing', context());
    expect(result.ok ? '' : result.reason).toMatch(/link-local, .*allow_link_local/);
  });

  test('a redirect to a metadata service is not followed', async () => {
    const headers = { location: 'http://169.254.169.254/latest/meta-data/' };
    const { said, received } = await told(slackTo, { status: 307, headers });
    expect(said).toContain('status 307');
    expect(received).toHaveLength(1);
  });
});
