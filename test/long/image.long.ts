import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has, root } from '../e2e/support/programs.ts';
import { type Containers, openContainers, trustOfMachine } from './support/containers.ts';

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
});
