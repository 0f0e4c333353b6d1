import { expect, test } from 'vitest';
import { joinTargets } from '../../src/discover/join-targets.ts';
import { parseTargetArgument } from '../../src/discover/parse-target-argument.ts';
import { sameProcess } from '../../src/discover/same-process.ts';
import { servesProfiles } from '../../src/discover/serves-profiles.ts';
import { closeHttpAgents } from '../../src/http/agents.ts';
import type { Figures, Reading } from '../../src/model/reading.ts';
import type { Target } from '../../src/model/target.ts';
import { httpPeer } from '../http/hostile-server.ts';

const defaults = {
  scrapeIntervalMs: 1000,
  scrapeTimeoutMs: 900,
  limitBytes: 5,
  http: { headers: {} },
};

function candidates(argument: string): readonly Target[] {
  const parsed = parseTargetArgument(argument, defaults);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.value;
}

const one = (argument: string) => candidates(argument)[0] as Target;

test.each<[string, readonly string[]]>([
  ['http://h:1/metrics', ['metrics http://h:1/metrics']],
  ['https://h/metrics?x=1', ['metrics https://h/metrics?x=1']],
  [
    'http://h:1/actuator/prometheus',
    ['metrics http://h:1/actuator/prometheus', 'pprof http://h:1/actuator/prometheus'],
  ],
  ['http://h:1/debug/pprof', ['pprof http://h:1/debug/pprof']],
  ['http://h:1/debug/pprof/', ['pprof http://h:1/debug/pprof']],
  ['http://h:1/a/debug/pprof/heap?debug=1', ['pprof http://h:1/a/debug/pprof']],
  ['http://h:1/internal/heap', ['pprof http://h:1/internal']],
  ['http://h:1', ['metrics http://h:1/metrics', 'pprof http://h:1/debug/pprof']],
  ['h:1', ['metrics http://h:1/metrics', 'pprof http://h:1/debug/pprof']],
  ['h:1/debug/pprof', ['pprof http://h:1/debug/pprof']],
  ['[::1]:1', ['metrics http://[::1]:1/metrics', 'pprof http://[::1]:1/debug/pprof']],
  [':6060', ['metrics http://localhost:6060/metrics', 'pprof http://localhost:6060/debug/pprof']],
  ['pid:12', ['process pid:12']],
])('%s', (argument, expected) => {
  expect(candidates(argument).map(({ source, url }) => `${source} ${url}`)).toEqual(expected);
});

test.each(['', 'nonsense', 'pid:0', 'pid:me', 'ftp://h/x', 'http://', 'h:1:2', '--help', 'a b:1'])(
  '%j is refused, with the forms that are none',
  (argument) => {
    expect(parseTargetArgument(argument, defaults)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/Write a TARGET as http:\/\/host:port\/metrics/),
    });
  },
);

test('a metrics page comes with the profiles of its host, a login is hidden, pages of a host differ', () => {
  const page = one('http://u:p%40ss@h:1/metrics');
  expect(page).toMatchObject({
    url: 'http://h:1/metrics',
    labels: { job: 'h', instance: 'h:1' },
    workload: 'h:1',
    limitBytes: 5,
    http: { basicAuth: { username: 'u', password: 'p@ss' } },
    profiles: { url: 'http://h:1/debug/pprof', http: { basicAuth: { username: 'u' } } },
  });
  expect(one('http://h/a/metrics').id).not.toBe(one('http://h/b/metrics').id);
  // Two pods behind one proxy: as one workload their readings would be one process that starts anew at each.
  const workloads = ['a/metrics', 'b/metrics', 'c/debug/pprof'].map(
    (path) => one(`http://h/${path}`).workload,
  );
  expect(workloads).toEqual(['h:80/a/metrics', 'h:80/b/metrics', 'h:80/c/debug/pprof']);
  expect(one('pid:3').profiles).toBe(null);
  expect(parseTargetArgument('ftp://u:secret@h/', defaults)).toMatchObject({
    reason: expect.not.stringContaining('secret'),
  });
});

const go = { gcCount: 100, allocTotal: 1e9, sys: 5e7, goroutines: 40 };
const reading = (figures: Figures, startAtMs?: number): Reading => ({
  atMs: 0,
  instance: 'x',
  figures,
  ...(startAtMs === undefined ? {} : { startAtMs }),
});

test.each<[string, Reading, Reading, boolean]>([
  ['moved on a little', reading(go), reading({ ...go, gcCount: 102, allocTotal: 1.02e9 }), true],
  ['another count of collections', reading(go), reading({ ...go, gcCount: 300 }), false],
  ['another size', reading(go), reading({ ...go, sys: 2e8 }), false],
  ['levels alone tell nothing', reading({ sys: 5 }), reading({ sys: 5 }), false],
  ['nothing in common', reading({ rss: 5 }), reading(go), false],
  ['the same start', reading({ rss: 5 }, 1000), reading(go, 1900), true],
  ['another start, alike else', reading(go, 1000), reading(go, 90_000), false],
])('%s', (_, a, b, expected) => {
  expect([sameProcess(a, b), sameProcess(b, a)]).toEqual([expected, expected]);
});

test('a page and an endpoint of one process are one target', () => {
  const [page, endpoint] = [one('http://h:1/metrics'), one('http://h:6060/debug/pprof')];
  const other = one('http://h:7070/debug/pprof');
  const probed = [
    { target: endpoint, reading: reading(go) },
    { target: page, reading: reading({ ...go, rss: 6e7 }, 5) },
    { target: other, reading: reading({ ...go, gcCount: 7 }) },
  ];
  expect(joinTargets(probed)).toEqual([{ ...page, profiles: endpoint.profiles }, other]);
  const elsewhere = one('http://g:6060/debug/pprof');
  expect(
    joinTargets([{ target: elsewhere, reading: reading(go) }, ...probed.slice(1)]),
  ).toHaveLength(3);
});

test('whether profiles are served is asked', async () => {
  const peer = await httpPeer((request, response) => {
    if (request.url === '/debug/pprof/heap')
      response.end(Buffer.from([0x1f, 0x8b, 8, 0, ...Array(5000).fill(1)]));
    else response.writeHead(request.url === '/html/debug/pprof/heap' ? 200 : 404).end('<html>');
  });
  const asks = ['', '/html', '/none'].map((prefix) =>
    servesProfiles(
      {
        url: `${peer.url}${prefix}/debug/pprof`,
        kinds: [],
        gc: true,
        minIntervalMs: 0,
        http: { headers: {} },
      },
      { deadlineMs: 2000, signal: new AbortController().signal },
    ),
  );
  expect(await Promise.all(asks)).toEqual([true, false, false]);
  closeHttpAgents();
  await peer.close();
});
