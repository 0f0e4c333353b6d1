import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../e2e/support/daemon.ts';
import { has, root, runToEnd } from '../e2e/support/programs.ts';
import { type Containers, openContainers, trustOfMachine } from './support/containers.ts';

const hasGo = await has('go', 'version');
const hasTools =
  (await has('buildah', '--version')) &&
  (await has('podman', '--version')) &&
  (await has('mmdebstrap', '--version'));

let folder = '';
let containers: Containers;
beforeAll(async () => {
  if (!hasTools) return;
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-image-'));
  containers = await openContainers(join(folder, 'containers'));
});
afterAll(async () => {
  await containers?.podman('pod', 'rm', '--all', '--force', '--time', '0');
  // The mounts of overlays go with their containers, else the folder cannot.
  await containers?.podman('rm', '--all', '--force');
  await containers?.podman('rmi', '--all', '--force');
  await rm(folder, { recursive: true, force: true });
});

describe.runIf(hasTools)('the image', () => {
  /** Builds it anew, without a layer of before; the image's id, which is a hash of all of it. */
  async function build(tag: string): Promise<string> {
    const trust = await trustOfMachine(folder);
    await containers.buildah(
      ...['build', '--pull-never', '--no-cache', '--isolation', 'chroot', '--timestamp', '0'],
      ...[...trust, '--tag', tag, root],
    );
    return containers.buildah('inspect', '--type', 'image', '--format', '{{.FromImageID}}', tag);
  }

  /** Runs it as the manifests do: read-only, nobody's user, no capability, no way to gain one. */
  function run(...args: string[]): Promise<string> {
    return containers.podman(
      ...['run', '--rm', '--network', 'none', '--read-only', '--cap-drop', 'ALL'],
      ...['--security-opt', 'no-new-privileges', '--memory', '128m', 'sawtooth:first', ...args],
    );
  }

  test('is small, and made twice it is the same', async () => {
    const first = await build('sawtooth:first');
    const size = await containers.podman('inspect', '--format', '{{.Size}}', 'sawtooth:first');
    console.log(`the image has ${(Number(size) / 1e6).toFixed(0)} MB`);
    expect(Number(size)).toBeLessThan(160e6);
    expect(await build('sawtooth:second')).toBe(first);
  });

  test('runs read-only, as nobody, without a capability', async () => {
    expect(await run('--version')).toMatch(/^sawtooth \d/);
    expect(await run('rules', 'export')).toContain('alert:');
    const inside = '--entrypoint=/usr/bin/node';
    const user = await containers.podman(
      ...['run', '--rm', '--network', 'none', inside, 'sawtooth:first'],
      ...['-p', 'process.getuid()'],
    );
    expect(user).toBe('65532');
  });

  test('has no shell and no package manager in it', async () => {
    await expect(
      containers.podman('run', '--rm', '--entrypoint=/bin/sh', 'sawtooth:first'),
    ).rejects.toThrow(/no such file or directory|not found/);
  });

  test.skipIf(!hasGo)(
    'in a pod beside a program it finds it, sees it die of its limit and names the culprit',
    async () => {
      await programImage();
      // `pause` holds the namespaces, as in Kubernetes; nobody else is in them, and there is no network but loopback.
      await containers.podman(
        ...['pod', 'create', '--name', 'shop', '--share', 'pid,net', '--network', 'none'],
        ...['--infra-image', 'localhost/leaky:first', '--infra-command', '/pause'],
      );
      await containers.podman(
        ...['run', '--detach', '--pod', 'shop', '--name', 'app', '--restart', 'always'],
        ...['--memory', '96m', 'localhost/leaky:first', '-addr', '127.0.0.1:6060'],
        ...['-rate', '2000', '-payload', '1024', '-max', '0'],
      );
      await containers.podman(
        ...['run', '--detach', '--pod', 'shop', '--name', 'sidecar', '--read-only'],
        ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--memory', '160m'],
        ...['--tmpfs', '/data:rw,mode=1777', '--env', 'POD_NAME=shop-1'],
        ...['--env', 'POD_NAMESPACE=default', '--env', 'CONTAINER_NAME=app'],
        ...['sawtooth:first', 'sidecar', '--storage.path', '/data'],
      );
      let log = '';
      await eventually(
        'culprit of a life that has ended',
        240_000,
        async () => {
          log = await containers.logs('sidecar');
          const ended = log.indexOf('kind=life-ended');
          return ended >= 0 && log.indexOf('culprit="goleaky/repo.SaveReport', ended) >= 0;
        },
        () => log,
      );
      expect(log).toMatch(/kind=target-up target=shop-1 workload=default\/shop\/app/);
      // Its cgroup goes with the container: the kernel's count was read in time, or the kill is inferred and says so.
      const ends = [...log.matchAll(/kind=life-ended .*?(cause=\S+ inferred=\S+ (?:by=\S+)?)/g)];
      console.log(`in the pod: ${ends.map(([, end]) => end).join('; ')}`);
      expect(ends.length, log).toBeGreaterThan(0);
      for (const [, end] of ends) expect(end).toMatch(/^cause=oom /);
      expect(log).toMatch(/kind=incident .*state=firing/);
      const pid = await containers.podman('inspect', '--format', '{{.State.Pid}}', 'sidecar');
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      const mib = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1024;
      console.log(`in the pod it takes ${mib.toFixed(1)} MiB`);
      expect(mib).toBeLessThan(80);
    },
  );

  /** Our leaking program and what holds a pod's namespaces, as an image. */
  async function programImage(): Promise<void> {
    const build = join(folder, 'leaky');
    await mkdir(join(build, 'pause'), { recursive: true });
    const make = async (cwd: string, output: string) => {
      const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' };
      const built = await runToEnd('go', ['build', '-o', join(build, output), '.'], { cwd, env });
      if (built.code !== 0) throw new Error(built.stderr);
    };
    await make(join(root, 'examples/goleaky'), 'app');
    await writeFile(join(build, 'pause/go.mod'), 'module pause\n\ngo 1.21\n');
    await writeFile(
      join(build, 'pause/pause.go'),
      `package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	<-stop
}
`,
    );
    await make(join(build, 'pause'), 'pause-program');
    await writeFile(
      join(build, 'Dockerfile'),
      'FROM scratch\nCOPY app /app\nCOPY pause-program /pause\nUSER 65532:65532\nENTRYPOINT ["/app"]\n',
    );
    await containers.buildah(
      ...['build', '--pull-never', '--isolation', 'chroot', '--tag', 'leaky:first', build],
    );
  }
});
