import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { WatchJson } from './watch-json.ts';

type Stored = {
  readonly address: string;
  /** For the configuration and what is kept. */
  readonly folder: string;
  /** Where the profiles are, as `scrape_configs` says it. */
  readonly profiles: Readonly<Record<string, unknown>>;
};

/** Watches goleaky by the profiles that a store has collected; the test is to stop it. */
export async function watchStored({ address, folder, profiles }: Stored): Promise<WatchJson> {
  const job = {
    job_name: 'goleaky',
    source: 'pprof',
    static_configs: [{ targets: [address] }],
    limit: '2GiB',
    profiles: { ...profiles, min_interval: '60s' },
  };
  const config = join(folder, 'sawtooth.yaml');
  await writeFile(config, JSON.stringify({ scrape_configs: [job] }));
  return new WatchJson([
    ...['--time-scale', '60', '--scrape-interval', '1s', '--storage.path', join(folder, 'data')],
    ...['--config.file', config],
  ]);
}

/** Waits until an incident names the function that leaks, by several of the store's profiles. */
export async function expectNamed(watched: WatchJson): Promise<void> {
  const named = await watched.waitFor(
    'incident that names the function',
    (event) =>
      event.kind === 'incident' &&
      event['state'] === 'firing' &&
      (event['culprits'] as { function: string }[])[0]?.function === 'goleaky/repo.SaveReport',
    220_000,
  );
  expect(named['verdict']).toBe('leak');
  expect(watched.of('captured').length).toBeGreaterThan(3);
}
