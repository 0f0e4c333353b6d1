import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openOwnStore } from '../../src/store/open-own-store.ts';
import { tightenRights } from '../../src/store/tighten-rights.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-rights-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

/** A store as an old sawtooth left it. */
function loose(names: readonly string[]): string {
  const path = join(folder, `${made++}`);
  for (const name of names) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'x');
    chmodSync(file, 0o644);
  }
  return path;
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const capture = 'captures/2026-01-10/shop/a/1-heap-baseline.pb.gz';

test('nobody else reads what an older version let them; a second start finds nothing to do', async () => {
  const path = loose([capture, 'incidents/1/incident.json', 'sawtooth.db', 'other.txt']);
  chmodSync(path, 0o755);
  await tightenRights(path);
  for (const name of [capture, 'incidents/1/incident.json', 'sawtooth.db'])
    expect(modeOf(join(path, name)), name).toBe('640');
  for (const name of ['captures', 'captures/2026-01-10/shop/a', 'incidents/1'])
    expect(modeOf(join(path, name)), name).toBe('750');
  // What is none of the store's stays as it is, and so does the folder that somebody else made.
  expect([modeOf(join(path, 'other.txt')), modeOf(path)]).toEqual(['644', '755']);
  chmodSync(join(path, capture), 0o644);
  await tightenRights(path);
  expect(modeOf(join(path, capture))).toBe('644');
});

test('links are not followed, and tighter files stay so', async () => {
  const path = loose([capture, 'outside']);
  symlinkSync(join(path, 'outside'), join(path, 'captures/link'));
  chmodSync(join(path, capture), 0o600);
  await tightenRights(path);
  expect(modeOf(join(path, 'outside'))).toBe('644');
  expect(modeOf(join(path, capture))).toBe('600');
});

test.runIf(process.getuid?.() === 0)('what belongs to another user is left alone', async () => {
  const path = loose([capture]);
  chownSync(join(path, capture), 12_345, 12_345);
  await tightenRights(path);
  expect(modeOf(join(path, capture))).toBe('644');
});

test('opening a store does it, and all that is made is as tight', async () => {
  const path = loose([capture]);
  const opened = await openOwnStore(path, { nowMs: Date.now, say: () => undefined });
  if (!opened.ok) throw new Error(opened.reason);
  const owner = { id: 'x', labels: { job: 'shop', instance: 'i' } };
  const bytes = new Uint8Array(9);
  const profile = { kind: 'heap', atMs: 1, tookMs: 1, url: 'u', gc: true, bytes } as const;
  const put = await opened.value.putCapture(owner, profile, { role: 'baseline', lifeStartAtMs: 1 });
  if (!put.ok) throw new Error(put.reason);
  expect(modeOf(join(path, capture))).toBe('640');
  expect(modeOf(put.value.path)).toBe('640');
  expect(modeOf(dirname(put.value.path))).toBe('750');
  expect(modeOf(join(path, 'sawtooth.db'))).toBe('640');
  await opened.value.close();
});
