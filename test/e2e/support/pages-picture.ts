import { mkdtemp, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserCommand, openBrowser, openPage } from './browser.ts';
import { eventually } from './daemon.ts';
import { buildGo, freePort, keepRunning, root } from './programs.ts';
import { serveProgram } from './serve-program.ts';

type ShownTarget = {
  readonly workload: string;
  readonly verdict: { readonly value: number } | null;
  readonly lifeEnds: readonly unknown[];
};
type ShownIncident = { readonly state: string; readonly culprits: readonly unknown[] };

/**
 * The fleet as a browser shows it: the program that leaks, at `leaks`, with two lives behind it and a third that has
 * come far; one that only makes garbage; one that nobody reaches.
 */
export async function pagesPicture(leaks: string, name: string): Promise<void> {
  const command = await browserCommand();
  if (command === null) throw new Error('the picture of the pages needs chromium');
  const churns = `127.0.0.1:${await freePort()}`;
  const churn = keepRunning(await buildGo('test/e2e/targets', './churn'), ['-addr', churns]);
  const file = await configuration({
    goleaky: [leaks, '192MiB'],
    churn: [churns, '512MiB'],
    gone: [`127.0.0.1:${await freePort()}`, '512MiB'],
  });
  const served = await serveProgram(['--config.file', file, '--time-scale', '60']);
  const browser = await openBrowser(command);
  try {
    await eventually('story that is whole', 240_000, () => isWholeStory(served.get));
    const { page } = await openPage(browser, { viewport: { width: 1180, height: 640 } });
    await page.goto(served.url);
    await page.locator('.live.on').waitFor();
    await page.screenshot({ path: join(root, name) });
    process.stdout.write(`${name}: ${(await stat(join(root, name))).size} bytes\n`);
  } finally {
    await browser.close();
    await served.daemon.stop();
    await churn.stop();
  }
}

async function isWholeStory(get: (path: string) => Promise<unknown>): Promise<true | undefined> {
  const { activeTargets } = (await get('/api/v1/targets')) as { activeTargets: ShownTarget[] };
  const { incidents } = (await get('/api/v1/incidents')) as { incidents: ShownIncident[] };
  const leaking = activeTargets.find(({ workload }) => workload === 'goleaky');
  const level = (leaking?.verdict?.value ?? 0) / 2 ** 20;
  const isNamed = incidents.some(
    ({ state, culprits }) => state === 'firing' && culprits.length > 0,
  );
  return isNamed && (leaking?.lifeEnds.length ?? 0) >= 2 && level > 110 && level < 150
    ? true
    : undefined;
}

async function configuration(
  jobs: Readonly<Record<string, readonly [address: string, limit: string]>>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-picture-'));
  const file = join(folder, 'sawtooth.yaml');
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '800ms' },
    scrape_configs: Object.entries(jobs).map(([name, [address, limit]]) => ({
      ...{ job_name: name, source: 'pprof', limit, static_configs: [{ targets: [address] }] },
    })),
    storage: { path: folder },
  };
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config));
  return file;
}
