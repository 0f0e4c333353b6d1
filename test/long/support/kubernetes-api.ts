import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vi } from 'vitest';
import { freePort } from '../../e2e/support/programs.ts';
import { cached } from './cache.ts';

const execute = promisify(execFile);

/** A Kubernetes API server of our own with RBAC and pod security, on etcd: no nodes, so nothing runs. */
export type KubernetesApi = {
  readonly url: string;
  /** The file of the authority that signed its certificate. */
  readonly caFile: string;
  /** kubectl as an administrator; rejects with what it said when it fails. */
  readonly kubectl: (args: readonly string[], stdin?: string) => Promise<Answer>;
  readonly stop: () => Promise<void>;
};

type Answer = { readonly stdout: string; readonly stderr: string };

/** Starts both on free ports and waits until the server is ready. */
export async function startKubernetesApi(): Promise<KubernetesApi> {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-kubernetes-'));
  const at = (name: string) => join(folder, name);
  await execute('openssl', ['genrsa', '-out', at('sa.key'), '2048']);
  await writeFile(at('tokens.csv'), 'administrator,admin,admin,system:masters\n');
  const [etcdPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const store = `http://127.0.0.1:${etcdPort}`;
  const etcd = start('etcd', [
    ...['--data-dir', at('etcd'), '--listen-client-urls', store, '--advertise-client-urls', store],
    ...['--listen-peer-urls', `http://127.0.0.1:${peerPort}`],
  ]);
  const server = start(cached('kube-apiserver'), [
    ...['--etcd-servers', store, '--bind-address', '127.0.0.1', '--secure-port', `${port}`],
    ...['--cert-dir', folder, '--token-auth-file', at('tokens.csv')],
    ...['--authorization-mode', 'RBAC', '--service-cluster-ip-range', '10.0.0.0/24'],
    ...['--service-account-issuer', 'https://kubernetes.default.svc'],
    ...['--service-account-key-file', at('sa.key')],
    ...['--service-account-signing-key-file', at('sa.key')],
  ]);
  const url = `https://127.0.0.1:${port}`;
  // It signs its own certificate, so that one is its authority too.
  const caFile = at('apiserver.crt');
  const admin = ['--server', url, '--certificate-authority', caFile, '--token', 'administrator'];
  const kubectl = (args: readonly string[], stdin = '') =>
    feed('kubectl', [...admin, ...args], stdin);
  await vi.waitFor(() => kubectl(['get', '--raw', '/readyz']), { timeout: 120_000, interval: 500 });
  return {
    url,
    caFile,
    kubectl,
    stop: async () => {
      await Promise.all([server.stop(), etcd.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function start(command: string, args: readonly string[]): { readonly stop: () => Promise<void> } {
  const child = spawn(command, args, { stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    stop: async () => {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(late);
    },
  };
}

/** Runs a command with this on its stdin. */
export function feed(command: string, args: readonly string[], stdin: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error === null) resolve({ stdout, stderr });
      else reject(new Error(`${command} ${args.join(' ')}: ${stderr}`, { cause: error }));
    });
    child.stdin?.on('error', () => undefined).end(stdin);
  });
}
