import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { httpRequest } from '../../src/http/request.ts';
import { success } from '../../src/model/result.ts';
import { sendAlert } from '../../src/notify/send-alert.ts';
import { has, root } from '../e2e/support/programs.ts';
import { incident } from '../support/snapshots.ts';
import { cached, isCached } from './support/cache.ts';
import { feed, type KubernetesApi, startKubernetesApi } from './support/kubernetes-api.ts';

const examples = join(root, 'examples/kubernetes');
const hasServer =
  (await isCached('kube-apiserver')) &&
  (await has('etcd', '--version')) &&
  (await has('kubectl', 'version', '--client'));
const hasHelm = await isCached('helm');

let api: KubernetesApi;
let folder = '';
beforeAll(async () => {
  if (!hasServer) return;
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-manifests-'));
  api = await startKubernetesApi();
  for (const namespace of ['shop', 'sawtooth']) {
    await api.kubectl(['create', 'namespace', namespace]);
    await api.kubectl([
      ...['label', 'namespace', namespace],
      ...['enforce', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`),
    ]);
  }
});
afterAll(async () => {
  await api?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.runIf(hasServer)('manifests at a real API server, under the restricted profile', () => {
  /** What the server has to say of these documents beyond taking them. */
  async function complaints(documents: string): Promise<string> {
    const args = ['apply', '--dry-run=server', '--filename', '-'];
    const { stdout, stderr } = await api.kubectl(args, documents);
    expect(stdout).toContain('(server dry run)');
    // That the namespace was made by hand is the test's own doing.
    return stderr.replaceAll(/Warning: resource namespaces\/.*\n/g, '');
  }

  test.each(['example', 'fleet'])('kustomize: %s', async (name) => {
    const { stdout } = await api.kubectl(['kustomize', join(examples, name)]);
    expect(await complaints(stdout)).toBe('');
  });

  test('the plain sidecar, for older clusters', async () => {
    const { stdout } = await feed('sh', ['-c', plain, 'sh', examples, folder], '');
    expect(stdout).toMatch(/containers:[\s\S]*name: checkout[\s\S]*name: sawtooth/);
    expect(stdout).not.toContain('initContainers');
    expect(await complaints(stdout)).toBe('');
  });

  test.runIf(hasHelm).each([
    ['as it comes', []],
    ['three shards in two namespaces', ['replicas=3', 'rbac.namespaces={shop,sawtooth}']],
    ['with a Secret of its own', ['web.existingSecret=mine', 'secretsFrom=keys']],
    ['with TLS', ['web.existingSecret=mine', 'web.scheme=https']],
  ])('Helm: %s', async (_, settings) => {
    const set = settings.flatMap((setting) => ['--set', setting]);
    const { stdout } = await feed(cached('helm'), [...template, ...set], '');
    expect(await complaints(stdout)).toBe('');
  });

  const render = (...settings: readonly string[]) =>
    feed(cached('helm'), [...template, ...settings.flatMap((one) => ['--set', one])], '');

  test.runIf(hasHelm).each([
    ['replica=3', /additional properties 'replica' not allowed/],
    ['replicas=3,config.shard.count=2', /config.shard.count is 2 and replicas is 3/],
    ['rules.sawtooth\\.yaml=x', /give the file another name/],
    ['rules.a\\.yaml=x', /list them in config.rule_files/],
  ])('Helm refuses --set %s with a sentence', async (setting, says) => {
    await expect(render(setting)).rejects.toThrow(says);
  });

  test.runIf(hasHelm)(
    'Helm: other rules start every shard anew, as another configuration does',
    async () => {
      const named = 'config.rule_files={/etc/sawtooth/a.yaml}';
      const made = await Promise.all(
        ['one', 'one', 'two'].map((text) => render(named, `rules.a\\.yaml=${text}`)),
      );
      const [first, same, other] = made.map(
        ({ stdout }) => /checksum\/config: (\w+)/.exec(stdout)?.[1],
      );
      expect(same).toBe(first);
      expect(other).not.toBe(first);
    },
  );

  test.runIf(hasHelm)('Helm: with TLS probes and the PodMonitor ask by it', async () => {
    const monitor = 'monitoring.podMonitor.create=true';
    const { stdout: plain } = await render(monitor);
    expect(plain.match(/scheme: HTTP\b/g)).toHaveLength(3);
    expect(plain).toMatch(/interval: 30s\n.*path: \/metrics\n.*port: sawtooth\n.*scheme: http\n/);
    expect(plain).not.toContain('tlsConfig');
    const skip = 'monitoring.podMonitor.tlsConfig.insecureSkipVerify=true';
    const { stdout } = await render(monitor, skip, 'web.scheme=https');
    expect(stdout.match(/scheme: HTTPS\b/g)).toHaveLength(3);
    expect(stdout).toMatch(/scheme: https\n\s*tlsConfig:\n\s*insecureSkipVerify: true\n/);
  });

  test.runIf(hasHelm)(
    'Helm: what config names to watch stands in place of prometheusUrl',
    async () => {
      expect((await render()).stdout).toContain('url: http://prometheus-operated.monitoring:9090');
      const { stdout } = await render('config.scrape_configs[0].job_name=pods', 'replicas=3');
      expect(stdout).not.toContain('query_configs');
      expect(stdout).toMatch(/job_name: pods[\s\S]*count: 3/);
    },
  );

  test('what the account of the fleet may do, and what not', async () => {
    const { stdout } = await api.kubectl(['kustomize', join(examples, 'fleet')]);
    await api.kubectl(['apply', '--filename', '-'], stdout);
    const may = (...what: string[]) =>
      api
        .kubectl(['auth', 'can-i', ...what, '--as=system:serviceaccount:sawtooth:sawtooth', '-A'])
        .then(
          () => true,
          () => false,
        );
    expect(await may('list', 'pods')).toBe(true);
    expect(await may('watch', 'pods')).toBe(true);
    expect(await may('create', 'events')).toBe(true);
    expect(await may('get', 'secrets')).toBe(false);
    expect(await may('delete', 'pods')).toBe(false);
    expect(await may('create', 'pods')).toBe(false);
  });

  test('an Event of a leak is where `kubectl describe` finds it, once', async () => {
    await api.kubectl(['create', 'serviceaccount', 'default', '-n', 'sawtooth']).catch(() => null);
    await api.kubectl(['create', '--filename', '-'], JSON.stringify(leakingPod));
    const { stdout: token } = await api.kubectl(['create', 'token', 'sawtooth', '-n', 'sawtooth']);
    const ca = await readFile(api.caFile, 'utf8');
    const about = incident({ labels: { namespace: 'sawtooth', pod: 'cart-0' } });
    const alert = { incident: about, status: 'firing' } as const;
    const authorization = `Bearer ${token.trim()}`;
    const access = { server: api.url, http: { headers: {}, authorization, tls: { ca } } };
    const told = () =>
      sendAlert(alert, {
        to: { ...eventReceiver, apiServer: api.url },
        signal: new AbortController().signal,
        context: {
          nowMs: Date.now,
          request: httpRequest,
          clusterAccess: async () => success(access),
          externalUrl: null,
          knowOlderNames: new Set<string>(),
          externalLabels: () => ({}),
          intervalMs: () => 60_000,
        },
      });
    expect(await told()).toEqual({ kind: 'arrived' });
    expect(await told()).toEqual({ kind: 'arrived' });
    const described = await api.kubectl(['describe', 'pod', 'cart-0', '-n', 'sawtooth']);
    expect(described.stdout.match(/Warning +MemoryLeak .*sawtooth/g)).toHaveLength(1);
    expect(described.stdout).toContain('SaveReport');
  });
});

const eventReceiver = {
  ...({ kind: 'kubernetes-event', name: 'pods', sendResolved: true, timeoutMs: 5000 } as const),
  http: { headers: {} },
};

const leakingPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'cart-0', namespace: 'sawtooth' },
  spec: {
    automountServiceAccountToken: false,
    securityContext: {
      ...{ runAsNonRoot: true, runAsUser: 65532 },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        ...{ name: 'app', image: 'app' },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
};

/** The example with the other component. */
const plain = `cp -r "$1"/example "$1"/sidecar-plain "$2" && cd "$2/example" &&
  sed -i s/sidecar/sidecar-plain/ kustomization.yaml checkout.yaml && kubectl kustomize .`;

const template = [
  ...['template', 'sawtooth', join(examples, 'chart')],
  ...['--namespace', 'sawtooth', '--kube-version', '1.34.0'],
];
