import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as analyze from '../../src/cli/analyze.ts';
import * as backtest from '../../src/cli/backtest.ts';
import { FakePrometheus, type StoredSeries } from '../support/fake-prometheus.ts';
import { storedPages } from '../support/fleet.ts';
import { constant, mib, noisy, ramp, record } from '../support/series-generator.ts';
import { runIn } from './fake-io.ts';

const startMs = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;
const leak = record(noisy(ramp(20 * mib, 0.2 * mib), 0.01, 1), { ticks: 1440, startMs });
const calm = record(noisy(constant(50 * mib), 0.02, 2), { ticks: 1440, startMs });
const shop = [...storedPages('checkout', leak), ...storedPages('search', calm)];
const day = ['--from', '2025-12-31T23:59:00Z', '--to', '2026-01-02'];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sawtooth-backtest-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const servers: FakePrometheus[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function asked(
  series: readonly StoredSeries[],
  args: readonly string[] = [],
  about: (server: FakePrometheus) => void = () => {},
) {
  const server = new FakePrometheus(series);
  servers.push(server);
  about(server);
  const url = await server.listen();
  const told = await runIn(folder, backtest, ['--url', url, ...day, ...args]);
  return { server, url, ...told };
}

function objects(out: string): Record<string, unknown>[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('backtest', () => {
  test('says when each rule would have fired, with a chart, and adds up; exit 1', async () => {
    const { code, out, err, url } = await asked(shop);
    expect(code).toBe(1);
    expect(out).toMatch(/^checkout: leak \(linear\)\n {2}MemoryLeak {2}fired 2026-01-01T0\d:/);
    expect(out).toMatch(/ +▲━+\n/);
    expect(out).not.toContain('search');
    expect(out).toMatch(/\n2 workloads over 0\.29 series-weeks; 1 alarm \(MemoryLeak 1\), 3\.5 a/);
    expect(err).toContain(`asking ${url} for {} from 2025-12-31T23:59:00Z to 2026-01-02T00:00:00Z`);
    expect(err).toContain('found 4 series of 2 processes in 2 workloads\n');
  });

  test('--no-chart says the same without drawing it', async () => {
    const [drawn, bare] = [await asked(shop), await asked(shop, ['--no-chart'])];
    expect(bare.out).not.toMatch(/[⠀-⣿]/);
    expect(bare.out.split('\n')[0]).toBe(drawn.out.split('\n')[0]);
    expect(bare.out.split('\n').length).toBeLessThan(drawn.out.split('\n').length - 5);
  });

  test('--json: one object a workload, as analyze has it, and what analyze says of the same', async () => {
    const { out, code } = await asked(shop, ['--json', '--exit-zero']);
    expect(code).toBe(0);
    const found = objects(out);
    expect(found.map(({ workload }) => workload)).toEqual(['checkout', 'search']);
    for (const [i, readings] of [leak, calm].entries()) {
      const rows = readings.map(({ atMs, startAtMs = 0, figures }) => {
        return `${atMs},${startAtMs / 1000},${figures.heapLive},x:80`;
      });
      writeFileSync(
        join(folder, 'same.csv'),
        ['t,start_time,heap_live,instance', ...rows, '']
          .join('\n')
          .replaceAll('x:80', `${found[i]?.['workload']}:80`),
      );
      const rules = ['rules/memory.yaml', 'rules/goroutines.yaml', 'rules/descriptors.yaml'];
      const { out: said } = await runIn(folder, analyze, [
        '--json',
        ...rules.flatMap((file) => ['--rules', join(process.cwd(), file)]),
        'same.csv',
      ]);
      const [{ file: _, labels: __, ...answer } = {}] = objects(said);
      const { workload: ___, labels: ____, ...same } = found[i] ?? {};
      expect(same).toEqual(answer);
    }
  });

  test('thirty days at a minute: no answer above 11,000 points, nothing read twice or missed', async () => {
    const month = record(noisy(constant(50 * mib), 0.02, 3), { ticks: 43_200, startMs });
    const { server, out } = await asked(storedPages('search', month), [
      ...['--json', '--to', String((startMs + 30 * dayMs) / 1000)],
    ]);
    expect(objects(out)[0]).toMatchObject({ samples: 43_200, gaps: 0, verdict: 'steady' });
    expect(server.mostPoints).toBeGreaterThan(5000);
    expect(server.mostPoints).toBeLessThanOrEqual(11_000);
    const { server: stepped, out: coarse } = await asked(storedPages('search', month), [
      ...['--json', '--step', '2m', '--to', String((startMs + 30 * dayMs) / 1000)],
    ]);
    expect(objects(coarse)[0]).toMatchObject({ samples: 21_600, gaps: 0 });
    expect(stepped.mostPoints).toBeLessThanOrEqual(11_000);
  });

  test('what the server finds too much is asked for again in smaller stretches', async () => {
    const tooMuch = {
      status: 'error',
      errorType: 'execution',
      error: 'query processing would load too many samples into memory in query execution',
    };
    const { server, out } = await asked(shop, ['--json'], (fake) => {
      fake.refuse = ({ rangeMs }) =>
        rangeMs > 6 * 3_600_000 ? { status: 422, body: JSON.stringify(tooMuch) } : null;
    });
    expect(objects(out).map(({ samples }) => samples)).toEqual([1440, 1440]);
    const ranges = server.queries.map(({ rangeMs }) => rangeMs);
    expect(Math.max(...ranges)).toBe(dayMs + 60_000);
    expect(ranges.filter((ms) => ms > 0 && ms <= 6 * 3_600_000).length).toBeGreaterThan(7);
  });

  test('503 once is waited for', async () => {
    let refused = 0;
    const { out } = await asked(shop, ['--json'], (fake) => {
      fake.refuse = ({ endpoint }) =>
        endpoint === 'query' && refused++ === 0 ? { status: 503, body: 'busy' } : null;
    });
    expect(objects(out)).toHaveLength(2);
  });

  test('an error names the query, the status and the server’s own words; exit 2', async () => {
    const body = JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'no such luck' });
    const { code, err, out } = await asked(shop, ['--match', '{team="x"}'], (fake) => {
      fake.refuse = ({ endpoint }) => (endpoint === 'query' ? { status: 400, body } : null);
    });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /api\/v1\/query, asked for \{team="x",__name__=~"go_gc_heap_live_bytes\|process_start_time…",job="checkout",instance="checkout:80"\}\[\d+ms\]: status 400, bad_data: no such luck/,
    );
  });

  test('warnings of the server are told once', async () => {
    const { err } = await asked(shop, [], (fake) => {
      fake.warnings = ['partial response: store-2 is away'];
    });
    expect(err.match(/warning: partial response/g)).toHaveLength(1);
  });

  test('credentials are sent along and never shown', async () => {
    writeFileSync(join(folder, 'token'), 'open sesame\n');
    const { server, err, out } = await asked(shop, [
      ...['--bearer-token-file', 'token', '--header', 'X-Scope-OrgID: 7'],
    ]);
    const { authorization, 'x-scope-orgid': tenant } = server.queries[0]?.headers ?? {};
    expect({ authorization, tenant }).toEqual({ authorization: 'Bearer open sesame', tenant: '7' });
    expect(err + out).not.toContain('sesame');
  });

  test('servers of a configuration', async () => {
    const server = new FakePrometheus(shop);
    servers.push(server);
    writeFileSync(
      join(folder, 'sawtooth.yaml'),
      `query_configs:
  - job_name: fleet
    url: ${await server.listen()}/
    match: '{namespace="shop"}'
    workload_labels: [instance]
    limit: 512MiB
    basic_auth: { username: me, password: secret }
`,
    );
    const { out } = await runIn(folder, backtest, [
      ...['--config.file', 'sawtooth.yaml', ...day, '--json'],
    ]);
    expect(server.queries[0]?.params.get('match[]')).toMatch(/^\{namespace="shop",__name__=~/);
    expect(server.queries[0]?.headers.authorization).toBe('Basic bWU6c2VjcmV0');
    expect(objects(out)[0]).toMatchObject({
      workload: 'checkout:80',
      labels: { instance: 'checkout:80' },
      limitBytes: 512 * mib,
    });
  });

  test('a stop ends it at once, also while a query hangs', async () => {
    const server = new FakePrometheus(shop);
    servers.push(server);
    const stop = new AbortController();
    server.refuse = ({ endpoint }) => {
      if (endpoint !== 'query') return null;
      setTimeout(() => stop.abort(), 50);
      return 'hang';
    };
    const url = await server.listen();
    const sink = new Writable({ write: (_, __, done) => done() }) as NodeJS.WriteStream;
    const before = Date.now();
    await backtest.run(['--url', url, ...day], {
      env: {},
      cwd: folder,
      stdin: process.stdin,
      stdout: sink,
      stderr: sink,
      signal: stop.signal,
      onReload: () => () => {},
    });
    expect(Date.now() - before).toBeLessThan(3000);
  });

  test.each([
    [
      'too many series',
      ['--max-series', '3'],
      /more than 3 series of memory figures.*--max-series/,
    ],
    ['no selector', ['--match', 'up'], /up is no selector; write it like \{namespace="shop"/],
    ['the name of a metric', ['--match', 'up{a="b"}'], /names a metric; give only labels/],
    ['a metric in quotes', ['--match', '{"a.b"="c","up"}'], /names a metric/],
    ['its name as a label', ['--match', '{"__name__"=~"up"}'], /names a metric/],
    ['no time', ['--from', 'noon'], /"noon" is no time; write 14d \(ago\)/],
    ['times the wrong way round', ['--from', '2026-02-01'], /--from has to be before --to/],
    ['half a certificate', ['--tls-cert-file', 'token'], /needs both/],
    ['a token that is not there', ['--bearer-token-file', 'none'], /none: there is no such file/],
    ['two logins', ['--bearer-token-file', 'token', '--basic-auth-user', 'me'], /give one of them/],
    ['no label names', ['--workload-labels', 'a,,b'], /Write names of labels/],
  ])('%s is refused with a sentence', async (_, args, says) => {
    const { code, err } = await asked(shop, args);
    expect(err).toMatch(says);
    expect(code).toBe(2);
  });

  test('an address where nobody speaks the API', async () => {
    const { code, err } = await asked(shop, [], (fake) => {
      fake.refuse = () => ({ status: 200, body: '<html>Sign in</html>' });
    });
    expect(err).toMatch(/"<html>Sign in<\/html>"\. Nobody speaks Prometheus’ HTTP API there/);
    expect(code).toBe(2);
    const none = await runIn(folder, backtest, []);
    expect(none.err).toMatch(/no server to ask\. Give --url/);
  });
});
