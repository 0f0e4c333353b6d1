import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, test } from 'vitest';
import { eventually } from '../e2e/support/daemon.ts';
import { leakyPage } from '../e2e/support/leaky-page.ts';
import { type Served, serve } from '../e2e/support/serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-lost-'));
const disk = join(folder, 'disk');
/** A disk of our own, as only root may have one. */
const canMount = mounted();
const page = await leakyPage();
afterAll(() => {
  page.close();
  if (canMount) execFileSync('umount', [disk]);
  rmSync(folder, { recursive: true, force: true });
});

function mounted(): boolean {
  const image = join(folder, 'image');
  try {
    writeFileSync(image, '');
    truncateSync(image, 2 ** 24);
    execFileSync('mkfs.ext4', ['-q', image], { stdio: 'ignore' });
    mkdirSync(disk);
    execFileSync('mount', ['-o', 'loop', image, disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A `serve` that watches one honest page and stores there. */
function serveInto(path: string): Promise<Served> {
  const config = join(folder, `${basename(dirname(path))}.yaml`);
  writeFileSync(
    config,
    JSON.stringify({
      storage: { path },
      global: { scrape_interval: '1s', scrape_timeout: '500ms' },
      scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [page.address] }] }],
    }),
  );
  return serve(['--config.file', config]);
}

async function probe({ url }: Served) {
  const [healthy, ready, metrics] = await Promise.all(
    ['/-/healthy', '/-/ready', '/metrics'].map((path) => fetch(`${url}${path}`)),
  );
  const [, writable] =
    /^sawtooth_storage_writable (\d)$/m.exec((await metrics?.text()) ?? '') ?? [];
  return {
    healthy: healthy?.status,
    text: await healthy?.text(),
    ready: ready?.status,
    writable,
  };
}

// Both wait for more than a minute: together.
test.concurrent('a folder that is removed is told within seconds, fails the probe after a minute, and a restart begins anew', async ({
  expect,
}) => {
  const path = join(folder, 'data', 'store');
  const served = await serveInto(path);
  await eventually('poll', 10_000, async () => (await probe(served)).ready === 200);
  expect(await probe(served)).toMatchObject({ healthy: 200, writable: '1' });
  rmSync(join(folder, 'data'), { recursive: true });
  const removedAt = Date.now();
  await eventually('sign', 25_000, async () => (await probe(served)).writable === '0');
  // A volume may come back, and until then whoever is to be alerted is.
  expect(await probe(served)).toMatchObject({ healthy: 200, ready: 200 });
  const failed = await eventually('failing probe', 90_000, async () => {
    const found = await probe(served);
    return found.healthy === 503 && found;
  });
  expect(Date.now() - removedAt).toBeGreaterThan(59_000);
  expect(failed.text).toMatch(
    /^sawtooth is not healthy: .*store\/sawtooth\.db is not there any more: it, or its folder, was removed or replaced.*Start sawtooth anew\.\n$/,
  );
  expect(served.log().match(/nothing can be kept/g)).toHaveLength(1);
  expect(await served.stop()).toBe(143);
  const again = await serveInto(path);
  expect(await probe(again)).toMatchObject({ healthy: 200, writable: '1' });
  expect(await again.stop()).toBe(143);
}, 180_000);

test.runIf(canMount)(
  'a disk that an error has made read-only is told, and no probe kills who still alerts',
  { concurrent: true, timeout: 180_000 },
  async ({ expect }) => {
    const served = await serveInto(join(disk, 'store'));
    await eventually('poll', 10_000, async () => (await probe(served)).ready === 200);
    // What the kernel does after an error: every write is refused from now on, open files or not.
    execFileSync('mount', ['-o', 'remount,abort', disk]);
    await eventually('sign', 40_000, async () => (await probe(served)).writable === '0');
    expect(served.log()).toMatch(
      /nothing can be kept: could not write in .*store: the file system is read-only\. Mount a writable volume/,
    );
    await new Promise((over) => setTimeout(over, 65_000));
    expect(await probe(served)).toMatchObject({ healthy: 200, ready: 200, writable: '0' });
    // A restart would not have helped: it ends at once.
    await served.stop();
    await expect(serveInto(join(disk, 'store'))).rejects.toThrow(
      /ended with 2: .*may not be written/,
    );
  },
);
