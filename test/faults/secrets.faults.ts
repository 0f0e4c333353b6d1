import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { afterAll, expect, test } from 'vitest';
import { Daemon, eventually } from '../e2e/support/daemon.ts';
import { leakyPage } from '../e2e/support/leaky-page.ts';
import { sawtooth } from '../e2e/support/programs.ts';
import { httpPeer, type Peer } from '../http/hostile-server.ts';

const closers: (() => unknown)[] = [];
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

let planted = 0;
const secrets: string[] = [];
/** A secret that stands nowhere else. */
function secret(kind: 'word' | 'key' = 'word'): string {
  const number = String(planted++).padStart(2, '0');
  const made = kind === 'word' ? `MARKER${number}secret` : `MARKER${number}${'k'.repeat(24)}`;
  secrets.push(made);
  return made;
}

/** Says back all that it is told, each time with another refusal: what a debugging proxy in the way does. */
async function echo(): Promise<Peer> {
  const statuses = [400, 401, 403, 404, 429, 500, 502, 200];
  let times = 0;
  const peer = await httpPeer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const status = statuses[times++ % statuses.length] as number;
      const all = `${request.method} ${request.url} ${JSON.stringify(request.headers)}`;
      const login = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64');
      const body = Buffer.concat(parts).toString('latin1');
      const text = `you sent ${login.toString('latin1').replaceAll(/[^ -~]/g, '')} ${all} ${body}`;
      const asJson = request.url?.includes('/api/') === true || request.url === '/sd';
      const type = asJson ? 'application/json' : 'text/plain';
      response.writeHead(status, { 'content-type': type, location: request.url ?? '' });
      response.end(asJson ? JSON.stringify({ status: 'error', error: text, message: text }) : text);
    });
  });
  closers.push(() => peer.close());
  return peer;
}

test('what is secret in the configuration is said nowhere, whatever the peers repeat', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-secrets-'));
  const peer = await echo();
  const leaking = await leakyPage();
  closers.push(() => leaking.close());
  const file = (text: string) => {
    const path = join(folder, `secret-${planted}`);
    writeFileSync(path, text);
    return path;
  };
  const basic = () => ({ basic_auth: { username: 'anna', password: secret() } });
  const basicFile = () => ({ basic_auth: { username: 'anna', password_file: file(secret()) } });
  const bearer = () => ({ authorization: { credentials: secret() } });
  const bearerFile = () => ({ authorization: { credentials_file: file(secret()) } });
  const header = () => ({ http_headers: { 'X-Api-Key': { secrets: [secret()] } } });
  const proxy = () => ({ proxy_url: peer.url.replace('://', `://anna:${secret()}@`) });
  const withLogin = (url: string) => url.replace('://', `://anna:${secret()}@`);
  const to = (path: string) => `${peer.url}${path}`;
  const statics = [{ targets: [peer.host] }];
  const jobs = [basic, basicFile, bearer, bearerFile, header, proxy].map((auth, i) => {
    return { job_name: `job${i}`, ...auth(), static_configs: statics };
  });
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    storage: {
      path: join(folder, 'data'),
      captures: {
        s3: {
          ...{ bucket: 'heaps', endpoint: peer.url, region: 'x' },
          ...{ access_key_id: 'AKIAnobody', secret_access_key: secret() },
        },
      },
    },
    scrape_configs: [
      ...jobs,
      { job_name: 'params', params: { token: [secret()] }, static_configs: statics },
      { job_name: 'sd', http_sd_configs: [{ url: withLogin(to('/sd')), refresh_interval: '1s' }] },
      {
        job_name: 'sd2',
        http_sd_configs: [{ url: to('/sd'), ...bearer(), refresh_interval: '1s' }],
      },
      {
        job_name: 'pods',
        kubernetes_sd_configs: [{ role: 'pod', api_server: peer.url, ...bearer() }],
      },
      {
        job_name: 'leaking',
        static_configs: [{ targets: [leaking.address] }],
        profiles: { pyroscope: { url: to('/api/pyroscope'), ...basic() } },
      },
    ],
    query_configs: [
      { job_name: 'store', url: to('/prom'), ...basic(), query_interval: '1s', backfill: '1h' },
    ],
    receivers: [
      {
        name: 'everybody',
        webhook_configs: [
          { url: to(`/hook/${secret()}`), secret: secret(), ...bearer() },
          { url_file: file(to(`/hook/${secret()}?key=${secret()}`)), secret_file: file(secret()) },
          { url: withLogin(to('/hook')) },
        ],
        slack_configs: [{ api_url: to(`/services/T0/B0/${secret()}`) }],
        pagerduty_configs: [{ routing_key: secret('key'), url: to('/api/enqueue') }],
        alertmanager_configs: [{ url: peer.url, ...basicFile() }],
      },
    ],
  };
  const configFile = join(folder, 'sawtooth.yaml');
  writeFileSync(configFile, JSON.stringify(config));
  const [password, token] = [secret(), secret()];
  const hash = hashSync(password, 4);
  secrets.push(hash);
  const web = join(folder, 'web.yaml');
  const users = { basic_auth_users: { anna: hash }, bearer_token_file: file(token) };
  writeFileSync(web, JSON.stringify(users));

  const [node, main] = sawtooth;
  const args = [
    ...[main, 'serve', '--web.listen-address', '127.0.0.1:0', '--web.config.file', web],
    ...['--config.file', configFile, '--log.level', 'debug', '--time-scale', '600'],
    ...['--scrape-interval', '100ms', '--web.enable-lifecycle'],
  ];
  const daemon = new Daemon(node, args);
  closers.push(() => daemon.stop());
  const story = () => daemon.output.slice(-3000);
  const url = await eventually(
    'address',
    20_000,
    async () => /listening on (\S+) for/.exec(daemon.output)?.[1],
    story,
  );
  const headers = { authorization: `Bearer ${token}` };
  const said: string[] = [];
  const get = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(`${url}${path}`, { headers, ...init });
    const text = await answer.text();
    said.push(`${path}: ${text}`);
    return { text, status: answer.status };
  };
  const incident = await eventually(
    'incident that fires',
    90_000,
    async () => {
      const { data } = JSON.parse((await get('/api/v1/incidents')).text);
      return data.incidents.find((one: { state: string }) => one.state === 'firing')?.id;
    },
    story,
  );
  // Receivers refuse it, and are tried again, in the meantime.
  const failed = () => daemon.output.match(/receiver not notified/g)?.length ?? 0;
  await eventually('receiver that was not told', 60_000, async () => failed() >= 3, story);
  const paths = ['/', '/metrics', '/api/v1/targets', `/incidents/${incident}`, '/api/v1/snoozes'];
  for (const path of paths) expect((await get(path)).status).toBe(200);
  const wrong = Buffer.from(`anna:${password}x`).toString('base64');
  await get('/', { headers: { authorization: `Basic ${wrong}` } });
  await get('/-/reload', { method: 'POST' });
  // A reload that is refused quotes the file.
  const [first = ''] = secrets;
  writeFileSync(configFile, JSON.stringify(config).replace(`"${first}"`, `["${first}"]`));
  const refused = await get('/-/reload', { method: 'POST' });
  expect(refused.text).toContain('The old configuration stays');
  const pid = readdirSync('/proc').find((id) => {
    return /^\d+$/.test(id) && commandOf(id).includes(configFile);
  });
  said.push(commandOf(pid ?? ''), `log: ${daemon.output}`, ...filesBelow(join(folder, 'data')));

  expect(said.join('').length).toBeGreaterThan(20_000);
  const leaked = secrets.filter((one) => said.some((text) => text.includes(one)));
  const where = leaked.map((one) => around(said, one));
  expect(where).toEqual([]);
  console.log(
    `secrets: ${secrets.length} planted, 0 said in ${said.length} answers, ${daemon.output.split('\n').length} lines of log, the store and the process list`,
  );
});

function around(said: readonly string[], one: string): string {
  const text = said.find((other) => other.includes(one)) ?? '';
  const at = text.indexOf(one);
  return text.slice(Math.max(0, at - 300), at + 60);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
}

test('without a word about it nothing listens off loopback', async () => {
  const [node, main] = sawtooth;
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-local-'));
  const daemon = new Daemon(node, [main, 'serve', '--storage.path', folder, `pid:${process.pid}`]);
  closers.push(() => daemon.stop());
  const port = await eventually(
    'address',
    20_000,
    async () => /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(daemon.output)?.[1],
    () => daemon.output,
  );
  const listening = readFileSync('/proc/net/tcp', 'utf8') + readFileSync('/proc/net/tcp6', 'utf8');
  const hex = Number(port).toString(16).toUpperCase().padStart(4, '0');
  const ours = listening.split('\n').filter((line) => line.includes(`:${hex} `));
  const heard = ours.map((line) => line.trim().split(/\s+/)[1]);
  expect(heard.length).toBeGreaterThan(0);
  for (const address of heard) {
    expect(address).toMatch(/^(0100007F|0{24}01000000):/);
  }
});
