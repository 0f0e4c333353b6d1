// The API and the webhook under load while a thousand targets are polled: how long the slowest hundredth takes, and
// how many scrapes did not come. 2,000 requests and 500 webhooks a second, for 20 seconds, over kept connections.
// Ends with 1 where one of the floors is missed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const targets = 1_000;
const [requestsPerSecond, webhooksPerSecond] = [2_000, 500];
const forMs = 20_000;
const intervalMs = 5_000;
const patienceMs = 10_000;

/** What has to be reached on two cores of which the load takes one: all that was asked, soon, and no scrape for it. */
const needs = { shareAnswered: 0.98, p99Ms: 250, shareMissed: 0.01 };

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'sawtooth-bench-serve-'));
const pages = spawn(process.execPath, [join(import.meta.dirname, 'support/page-server.ts')], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [port] = await once(pages.stdout, 'data');
const config = join(folder, 'sawtooth.yaml');
const addresses = Array.from({ length: targets }, (_, i) => {
  return `127.0.${1 + Math.floor(i / 200)}.${1 + (i % 200)}:${String(port).trim()}`;
});
writeFileSync(
  config,
  JSON.stringify({
    global: { scrape_interval: `${intervalMs}ms`, scrape_timeout: `${intervalMs / 2}ms` },
    storage: { path: join(folder, 'data') },
    scrape_configs: [{ job_name: 'fleet', static_configs: [{ targets: addresses }] }],
  }),
);
const served = spawn(
  process.execPath,
  [
    join(root, 'dist/main.js'),
    'serve',
    '--config.file',
    config,
    '--web.listen-address',
    '127.0.0.1:0',
  ],
  { stdio: ['ignore', 'ignore', 'pipe'] },
);
let log = '';
const url = await new Promise<URL>((resolve) => {
  served.stderr.on('data', (chunk) => {
    log += chunk;
    const found = /listening on (\S+) for/.exec(log)?.[1];
    if (found !== undefined) resolve(new URL(found));
  });
});

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
/** Asks once; how long it took, in ms, and how it was answered. */
function ask(
  path: string,
  body?: string,
): Promise<{ readonly ms: number; readonly status: number }> {
  return new Promise((resolve) => {
    const began = performance.now();
    const done = (status: number) => resolve({ ms: performance.now() - began, status });
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const method = body === undefined ? 'GET' : 'POST';
    const { hostname, port: at } = url;
    const sent = request(
      { agent, hostname, port: at, path, method, headers },
      (answer: IncomingMessage) => {
        answer.resume().on('end', () => done(answer.statusCode ?? 0));
      },
    );
    sent.on('error', () => done(0)).end(body);
  });
}

async function figure(name: string): Promise<number> {
  const text = await (await fetch(new URL('/metrics', url))).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
}

/** As many a second as asked for, evenly, whether or not those before have been answered. */
async function load(perSecond: number, act: (i: number) => ReturnType<typeof ask>) {
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  const open: Promise<unknown>[] = [];
  const began = performance.now();
  for (let i = 0; performance.now() - began < forMs; ) {
    const due = ((performance.now() - began) / 1000) * perSecond;
    for (; i < due; i++) open.push(act(i).then((one) => answers.push(one)));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  // A machine that is too slow for all of it shall still say so.
  const patience = new Promise((resolve) => setTimeout(resolve, patienceMs));
  await Promise.race([Promise.all(open), patience]);
  const unanswered = open.length - answers.length;
  const took = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) =>
    (took[Math.floor(share * (took.length - 1))] ?? Number.NaN).toFixed(1);
  const refused = answers.filter(({ status }) => status === 0 || status >= 400).length;
  const inTime = Math.round((answers.length / forMs) * 1000);
  return {
    text: `${inTime} a second, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, ${refused} refused, ${unanswered} unanswered`,
    share: (open.length - unanswered) / Math.max(1, perSecond * (forMs / 1000)),
    p99Ms: Number(at(0.99)),
    notAnswered: refused + unanswered,
  };
}

// Until each has been asked once.
while ((await figure('sawtooth_scrapes_total')) < targets) {
  await new Promise((resolve) => setTimeout(resolve, 250));
}
const paths = [
  '/-/healthy',
  '/api/v1/incidents',
  '/api/v1/snoozes',
  '/api/v1/targets?limit=5',
  '/api/v1/targets?limit=5&offset=500',
];
const webhook = (i: number) =>
  JSON.stringify({
    version: '4',
    alerts: [
      {
        ...{ status: 'firing', startsAt: '2026-01-01T00:00:00Z', fingerprint: String(i) },
        labels: { alertname: 'HighMemory', instance: addresses[i % targets] },
      },
    ],
  });
const before = [await figure('sawtooth_scrapes_total'), performance.now()] as const;
const failed = await figure('sawtooth_scrape_failures_total');
const [api, hooks] = await Promise.all([
  load(requestsPerSecond, (i) => ask(paths[i % paths.length] as string)),
  load(webhooksPerSecond, (i) => ask('/api/v1/webhook/alertmanager', webhook(i))),
]);
const scraped = (await figure('sawtooth_scrapes_total')) - before[0];
const expected = (targets * (performance.now() - before[1])) / intervalMs;
const rss = (await figure('process_resident_memory_bytes')) / 2 ** 20;
console.log(`${targets} targets polled each ${intervalMs / 1000} s, ${forMs / 1000} s of load`);
console.log(`API       ${api.text}`);
console.log(`webhooks  ${hooks.text}`);
const missed = Math.max(0, Math.round(expected - scraped));
const failures = (await figure('sawtooth_scrape_failures_total')) - failed;
console.log(
  `scrapes   ${scraped} of ${Math.round(expected)} expected, ${missed} missed, ${failures} failed; ${rss.toFixed(0)} MiB resident`,
);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
type Result = readonly [what: string, value: string, need: string, isMet: boolean];
function judged(what: string, { share, p99Ms, notAnswered }: typeof api): readonly Result[] {
  const { shareAnswered: least, p99Ms: most } = needs;
  return [
    [`${what}: answered`, percent(share), `at least ${percent(least)}`, share >= least],
    [`${what}: p99`, `${p99Ms} ms`, `at most ${most}`, p99Ms <= most],
    [`${what}: refused or lost`, String(notAnswered), 'none', notAnswered === 0],
  ];
}
const lost = (missed + failures) / expected;
const results: readonly Result[] = [
  ...judged(`API, ${requestsPerSecond} a second`, api),
  ...judged(`webhooks, ${webhooksPerSecond} a second`, hooks),
  [
    ...([
      'scrapes missed or failed',
      percent(lost),
      `at most ${percent(needs.shareMissed)}`,
    ] as const),
    lost <= needs.shareMissed,
  ],
];
for (const [what, value, need, isMet] of results) {
  console.log(`${isMet ? 'ok  ' : 'MISS'} ${what}: ${value}, ${need}`);
  if (!isMet) process.exitCode = 1;
}
served.kill('SIGTERM');
pages.kill('SIGTERM');
await once(served, 'exit');
rmSync(folder, { recursive: true, force: true });
process.exit();
