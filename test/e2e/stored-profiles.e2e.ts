import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, test } from 'vitest';
import { buildGo, freePort, has, keepRunning, type Running } from './support/programs.ts';
import type { WatchJson } from './support/watch-json.ts';
import { expectNamed, watchStored } from './support/watch-stored.ts';

/**
 * A real Parca beside a leaking program. It cannot be built from its module, which the module proxy refused (403) at each
 * version tried (v0.24.0, the latest), so it is taken where it is installed, or as SAWTOOTH_PARCA names it.
 * (Pyroscope can: test/long/pyroscope.long.ts.)
 */
const parca = process.env['SAWTOOTH_PARCA'] ?? 'parca';
const hasParca = await has(parca, '--version');
if (!hasParca)
  console.error('skipped: beside Parca (no parca, and the module proxy has none to build)');
const canRun = hasParca && (await has('go', 'version'));

const children: ChildProcess[] = [];
const programs: Running[] = [];
const folders: string[] = [];
let watched: WatchJson | null = null;
afterAll(async () => {
  await watched?.stop();
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(programs.map((program) => program.stop()));
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function startParca(target: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-parca-e2e-'));
  folders.push(folder);
  const address = `127.0.0.1:${await freePort()}`;
  const off = { enabled: false };
  const job = {
    job_name: 'goleaky',
    scrape_interval: '1s',
    scrape_timeout: '2s',
    static_configs: [{ targets: [target] }],
    profiling_config: { pprof_config: { process_cpu: off, mutex: off, block: off } },
  };
  const storage = { bucket: { type: 'FILESYSTEM', config: { directory: join(folder, 'data') } } };
  const file = join(folder, 'parca.yaml');
  await writeFile(file, JSON.stringify({ object_storage: storage, scrape_configs: [job] }));
  // Nothing of this machine is looked up anywhere.
  const args = ['--config-path', file, '--http-address', address, '--debuginfod-upstream-servers='];
  const env = { ...process.env, TMPDIR: folder };
  children.push(spawn(parca, args, { stdio: 'ignore', cwd: folder, env }));
  return `http://${address}`;
}

test.skipIf(!canRun)(
  'profiles that Parca has collected name the function, without one asked of the program',
  async () => {
    const goleaky = await buildGo('examples/goleaky');
    const address = `127.0.0.1:${await freePort()}`;
    const args = ['-rate', '500', '-payload', '16384', '-max', '0'];
    programs.push(keepRunning(goleaky, ['-addr', address, ...args]));
    const url = await startParca(address);
    const folder = await mkdtemp(join(tmpdir(), 'sawtooth-stored-e2e-'));
    folders.push(folder);
    watched = await watchStored({ address, folder, profiles: { parca: { url } } });
    await expectNamed(watched);
  },
);
