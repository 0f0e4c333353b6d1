import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Daemon, eventually } from './support/daemon.ts';
import { leakyPage } from './support/leaky-page.ts';
import { buildGo, freePort, has, keepRunning, type Running, runToEnd } from './support/programs.ts';
import { serveProgram } from './support/serve-program.ts';

const hasAlertmanager = await has('prometheus-alertmanager', '--version');
const hasGo = await has('go', 'version');
const fast = ['--time-scale', '600', '--scrape-interval', '100ms'];
const daemons: Daemon[] = [];
const running: Running[] = [];
const closers: (() => void)[] = [];

afterAll(async () => {
  await Promise.all([...daemons, ...running].map((one) => one.stop()));
  for (const close of closers) close();
});

type GotAlert = {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly fingerprint: string;
  readonly generatorURL: string;
  readonly status: { readonly state: string };
};

/** A real Alertmanager on a free port; whom it tells goes into its configuration. */
async function alertmanager(webhook = 'http://127.0.0.1:1/nobody') {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-am-'));
  const port = await freePort();
  const config = join(folder, 'alertmanager.yaml');
  await writeFile(
    config,
    JSON.stringify({
      route: { receiver: 'hook', group_by: ['...'], group_wait: '1s', group_interval: '2s' },
      receivers: [{ name: 'hook', webhook_configs: [{ url: webhook, send_resolved: true }] }],
      inhibit_rules: [
        { source_matchers: ['alertname="Maintenance"'], target_matchers: ['workload="shop"'] },
      ],
    }),
  );
  const daemon = new Daemon('prometheus-alertmanager', [
    `--config.file=${config}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ]);
  daemons.push(daemon);
  const url = `http://127.0.0.1:${port}`;
  await eventually(
    'Alertmanager',
    20_000,
    async () => (await fetch(`${url}/-/ready`)).ok,
    () => daemon.output,
  );
  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(`${url}${path}`, init);
    expect(response.status).toBe(200);
    const text = await response.text();
    return text === '' ? null : JSON.parse(text);
  };
  const alerts = async (): Promise<GotAlert[]> => (await fetch(`${url}/api/v2/alerts`)).json();
  return { url, daemon, post, alerts };
}

/** Whether it is of version 0.27 or newer. */
async function takesAnyName(url: string): Promise<boolean> {
  const status = (await (await fetch(`${url}/api/v2/status`)).json()) as {
    readonly versionInfo: { readonly version: string };
  };
  const [major = 0, minor = 0] = status.versionInfo.version.split('.').map(Number);
  return major > 0 || minor >= 27;
}

/** A sawtooth that watches these targets and tells an Alertmanager. */
async function watching(target: string, am: string, storage?: string) {
  const folder = storage ?? (await mkdtemp(join(tmpdir(), 'sawtooth-e2e-')));
  const config = join(folder, 'sawtooth.yaml');
  await writeFile(
    config,
    JSON.stringify({
      global: { external_labels: { cluster: 'eu-1', 'k8s.cluster.name': 'eu' } },
      scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [target] }] }],
      receivers: [{ name: 'am', alertmanager_configs: [{ url: am }] }],
    }),
  );
  const program = await serveProgram([
    ...['--config.file', config, '--storage.path', folder, ...fast],
    ...['--web.external-url', 'https://sawtooth.example/eu-1'],
  ]);
  daemons.push(program.daemon);
  return { ...program, folder };
}

describe.skipIf(!hasAlertmanager)('a real Alertmanager', () => {
  test('has one alert of two sawtooths, hears that it goes on, over a restart, and that it is over', async () => {
    const page = await leakyPage();
    closers.push(page.close);
    const am = await alertmanager();
    const [a, b] = await Promise.all([
      watching(page.address, am.url),
      watching(page.address, am.url),
    ]);
    const notified = (output: string, status: string) =>
      output.includes('msg="receiver notified"') && output.includes(`status=${status}`);
    await eventually(
      'alert that both have sent',
      90_000,
      async () => notified(a.daemon.output, 'firing') && notified(b.daemon.output, 'firing'),
      () => `${a.daemon.output}\n${b.daemon.output}`,
    );
    const leak = async () =>
      (await am.alerts()).find(({ labels }) => labels['alertname'] === 'MemoryLeak');
    const first = await eventually('MemoryLeak', 30_000, leak);

    // One alert of each rule, though two processes send them.
    const names = (await am.alerts()).map(({ labels }) => labels['alertname']);
    expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    expect(first.labels).toMatchObject({
      cluster: 'eu-1',
      job: 'shop',
      workload: 'shop',
      instance: page.address,
      severity: 'warning',
      // What takes the older names alone would have refused the alert.
      ...((await takesAnyName(am.url)) ? { 'k8s.cluster.name': 'eu' } : { k8s_cluster_name: 'eu' }),
    });
    for (const value of Object.values(first.labels)) expect(value).not.toMatch(/MiB|KiB/);
    expect(first.annotations['leak_rate']).toMatch(/MiB\/s/);
    expect(first.generatorURL).toMatch(/^https:\/\/sawtooth\.example\/eu-1\/incidents\/\d+-/);

    // What holds it back there shows here: first another alert, then a silence.
    const held = (what: string, wanted: (silence: { inhibited: boolean } | null) => boolean) =>
      eventually(what, 60_000, async () => {
        const { incidents } = await a.get('/api/v1/incidents');
        return incidents.some((one: { silence: { inhibited: boolean } | null }) =>
          wanted(one.silence),
        );
      });
    const maintenance = { labels: { alertname: 'Maintenance' }, startsAt: first.startsAt };
    await am.post('/api/v2/alerts', [maintenance]);
    await held('inhibition in our API', (silence) => silence?.inhibited === true);
    await am.post('/api/v2/alerts', [{ ...maintenance, endsAt: new Date().toISOString() }]);
    await held('end of it', (silence) => silence === null);
    const endsAt = new Date(Date.now() + 600_000).toISOString();
    await am.post('/api/v2/silences', {
      matchers: [{ name: 'workload', value: 'shop', isRegex: false, isEqual: true }],
      ...{ startsAt: new Date().toISOString(), endsAt, createdBy: 'ops', comment: 'we know' },
    });
    const silenced = await eventually('silence in our API', 60_000, async () => {
      const { incidents } = await a.get('/api/v1/incidents');
      return incidents.find((one: { silence: unknown }) => one.silence !== null);
    });
    expect(silenced.silence).toMatchObject({ receiver: 'am', by: 'ops', why: 'we know' });

    // It is told again: its end moves on.
    await eventually('later end', 100_000, async () => {
      const now = await leak();
      return now !== undefined && Date.parse(now.endsAt) > Date.parse(first.endsAt) + 30_000;
    });
    const again = await leak();
    expect(again).toMatchObject({ startsAt: first.startsAt, fingerprint: first.fingerprint });

    // Both are stopped; one comes back and goes on with what it has left.
    const { incidents: before } = await a.get('/api/v1/incidents');
    await Promise.all([a.daemon.stop(), b.daemon.stop()]);
    const c = await watching(page.address, am.url, a.folder);
    const { incidents: after } = await c.get('/api/v1/incidents');
    const firing = (all: { id: string; state: string }[]) =>
      all
        .filter(({ state }) => state === 'firing')
        .map(({ id }) => id)
        .toSorted();
    expect(firing(after)).toEqual(firing(before));
    page.repair();
    await eventually(
      'resolution',
      150_000,
      async () => (await am.alerts()).length === 0,
      () => c.daemon.output,
    );
    expect(notified(c.daemon.output, 'resolved')).toBe(true);
    expect(c.daemon.output).not.toMatch(/msg="incident is pending"/);
    const { incidents: end } = await c.get('/api/v1/incidents');
    expect(firing(end)).toEqual([]);
  });

  test.skipIf(!hasGo)(
    'sends its webhook, and a heap of the target is captured and compared',
    async () => {
      const address = `127.0.0.1:${await freePort()}`;
      running.push(keepRunning(await buildGo('examples/goleaky'), ['-addr', address, '-max', '0']));
      await eventually(
        'goleaky',
        20_000,
        async () => (await fetch(`http://${address}/debug/pprof/`)).ok,
      );
      const folder = await mkdtemp(join(tmpdir(), 'sawtooth-e2e-'));
      const program = await serveProgram([
        ...['--storage.path', folder, '--time-scale', '60', '--scrape-interval', '1s'],
        `http://${address}/debug/pprof`,
      ]);
      daemons.push(program.daemon);
      const am = await alertmanager(`${program.url}/api/v1/webhook/alertmanager`);
      await eventually('baseline', 30_000, async () => program.daemon.output.includes('source='));
      const alert = (startsAt: number) => ({
        labels: { alertname: 'MemoryHigh', instance: address, severity: 'page' },
        annotations: { summary: 'somebody else found it' },
        startsAt: new Date(startsAt).toISOString(),
      });
      const captures = async (): Promise<{ role: string; path: string }[]> => {
        const { activeTargets } = await program.get('/api/v1/targets');
        return activeTargets[0].captures.filter(
          ({ role }: { role: string }) => role === 'incident',
        );
      };
      await am.post('/api/v2/alerts', [alert(Date.now())]);
      const [captured] = await eventually(
        'capture of the target',
        40_000,
        async () => {
          const found = await captures();
          return found.length > 0 ? found : null;
        },
        () => `${program.daemon.output}\n${am.daemon.output}`,
      );
      const opened = await runToEnd('go', ['tool', 'pprof', '-top', captured?.path ?? '']);
      expect(opened.stdout).toContain('goleaky/repo');
      // It comes again every two seconds, and nothing is captured again.
      const metrics = await (await fetch(`${program.url}/metrics`)).text();
      expect(metrics).toMatch(/^sawtooth_captures_total\{role="incident",result="stored"\} [1-9]/m);
      // A port may hold these digits.
      expect(program.daemon.output).not.toMatch(/\b429\b/);
    },
  );
});
