import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  buildGo,
  freePort,
  has,
  keepRunning,
  type Running,
  runToEnd,
  sawtooth,
} from './support/programs.ts';
import { WatchJson } from './support/watch-json.ts';

const hasGo = await has('go', 'version');
/** As long as a leak takes to be named twice over; `npm run test:long` asks for a day of rule time. */
const quietSeconds = Number(process.env['SAWTOOTH_QUIET_SECONDS'] ?? 100);
const culprit = 'goleaky/repo.SaveReport';
const running: Running[] = [];
const watches: WatchJson[] = [];

afterAll(async () => {
  await Promise.all([
    ...watches.map((watch) => watch.stop()),
    ...running.map((program) => program.stop()),
  ]);
});

/** The command of the issue, against a program under a supervisor. */
async function watch(binary: string, args: readonly string[]) {
  const address = `127.0.0.1:${await freePort()}`;
  const program = keepRunning(binary, ['-addr', address, ...args]);
  running.push(program);
  const storage = await mkdtemp(join(tmpdir(), 'sawtooth-e2e-'));
  const watched = new WatchJson([
    ...['--time-scale', '60', '--scrape-interval', '1s', '--storage.path', storage],
    `http://${address}/debug/pprof`,
  ]);
  watches.push(watched);
  return watched;
}

describe.skipIf(!hasGo)('a leaking Go program', () => {
  let goleaky = '';
  beforeAll(async () => {
    goleaky = await buildGo('examples/goleaky');
  });

  const shapes = [
    { shape: 'a straight ramp', args: ['-rate', '500', '-payload', '16384', '-max', '20000'] },
    { shape: 'a growing slice', args: [] },
  ];
  test.concurrent.for(shapes)('$shape: an incident names the function', async ({ args }) => {
    const watched = await watch(goleaky, args);
    const named = await watched.waitFor(
      `incident that names ${culprit}`,
      (event) =>
        event.kind === 'incident' &&
        event['state'] === 'firing' &&
        (event['culprits'] as { function: string }[])[0]?.function === culprit,
      110_000,
    );
    expect(named['verdict']).toBe('leak');
    await watched.waitFor(
      'confirmed diff',
      (event) => event.kind === 'diffed' && event['verdict'] === 'confirmed',
      60_000,
    );

    const last = watched.of('diffed').findLast((event) => event['sampleType'] === 'inuse_space');
    const paths = last?.['paths'] as string[];
    const [base = '', current = ''] = [paths[0], paths.at(-1)];
    const opened = await runToEnd('go', ['tool', 'pprof', '-top', '-base', base, current]);
    expect(opened.stderr).not.toContain('failed');
    expect(opened.code).toBe(0);
    expect(opened.stdout).toContain(culprit);

    const [node, main] = sawtooth;
    const diffed = await runToEnd(node, [main, 'diff', '--json', ...paths]);
    expect(diffed.code, diffed.stderr).toBe(1);
    const [first] = JSON.parse(diffed.stdout).culprits;
    expect(first).toMatchObject({ function: culprit, confidence: 'confirmed' });
    expect(first.share).toBeGreaterThanOrEqual(0.9);
    expect(await watched.stop()).toBe(143);
  });
});

describe.skipIf(!hasGo)('a harmless Go program', () => {
  test.concurrent.for(['churn', 'warm-up'])('%s: quiet for as long', async (name) => {
    const binary = await buildGo('test/e2e/targets', `./${name}`);
    const watched = await watch(binary, []);
    await new Promise((resolve) => setTimeout(resolve, quietSeconds * 1000));
    expect(watched.of('target-up')).toHaveLength(1);
    expect(watched.of('incident').map((event) => event['state'])).not.toContain('firing');
    expect(watched.of('incident')).toEqual([]);
    expect(await watched.stop()).toBe(143);
  });
});
