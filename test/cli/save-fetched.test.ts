import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { saveFetched } from '../../src/cli/pprof/save-fetched.ts';

// As in a container that runs as a number without a name.
vi.mock('node:os', async (original) => ({
  ...(await original<typeof import('node:os')>()),
  userInfo: () => {
    throw new Error('no such user');
  },
}));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'save-fetched-'));
  vi.stubEnv('TMPDIR', folder);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('what was fetched is kept for this user alone, also for one without a name', async () => {
  const bytes = Uint8Array.of(0x1f, 0x8b, 7);
  const paths: string[] = [];
  for (let i = 0; i < 2; i++) {
    const saved = await saveFetched(bytes, { env: {} });
    if (!saved.ok) throw new Error(saved.reason);
    paths.push(saved.value);
    expect(new Uint8Array(await readFile(saved.value))).toEqual(bytes);
    expect((await stat(saved.value)).mode & 0o777).toBe(0o600);
  }
  expect(paths[0]?.startsWith(folder)).toBe(true);
  expect(paths.map((path) => basename(path))).toEqual(['pprof.001.pb.gz', 'pprof.002.pb.gz']);
});
