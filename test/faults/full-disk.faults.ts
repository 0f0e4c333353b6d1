import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { failure } from '../../src/model/result.ts';
import { memoryBook } from '../../src/store/memory-book.ts';
import { openOwnStore } from '../../src/store/open-own-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { incident } from '../support/snapshots.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-full-'));
const disk = join(folder, 'disk');
/** A disk of a megabyte and a half; only root may have one. */
const canMount = mounted();
afterAll(() => {
  if (canMount) execFileSync('umount', [disk]);
  rmSync(folder, { recursive: true, force: true });
});

function mounted(): boolean {
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1536k', 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const owner = { id: 'x', labels: { job: 'shop', instance: 'i' } };
const about = { role: 'baseline', lifeStartAtMs: 1 } as const;
const profile = (size: number) => {
  const bytes = Buffer.alloc(size, 1);
  return { kind: 'heap', atMs: Date.now(), tookMs: 1, url: 'u', gc: true, bytes } as const;
};
const large = (id: string, state: 'firing' | 'resolved' = 'firing') => ({
  ...incident({ id, state, workload: 'w'.repeat(100_000) }),
  memory: { firedAtAgeMs: 1, told: state },
});

/** Whether these incidents are in the store, in these states. */
function statesIn(store: Store): Record<string, string> {
  const listed = store.listIncidents();
  return Object.fromEntries((listed.ok ? listed.value : []).map(({ id, state }) => [id, state]));
}

describe.runIf(canMount)('a disk that fills', () => {
  test('costs sentences; what was known stays, what came meanwhile is written when there is room', async () => {
    const path = join(disk, 'store');
    const said: string[] = [];
    const opened = await openOwnStore(path, { nowMs: Date.now, say: (text) => said.push(text) });
    if (!opened.ok) throw new Error(opened.reason);
    const store = opened.value;
    expect(await store.putIncident(large('before'))).toMatchObject({ ok: true });
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(200_000));
    fill(join(disk, 'rest'));
    const failed = [
      await store.putIncident(large('before', 'resolved')),
      await store.putIncident(large('during')),
      store.putWorkloads([{ workload: 'w', state: { version: 1, noise: noise(200_000) } }], 1),
      await store.putCapture(owner, profile(300_000), about),
    ];
    for (const one of failed) {
      expect(one).toMatchObject({
        ok: false,
        reason: expect.stringMatching(/: the disk is full\. Free some space/),
      });
    }
    expect(said.filter((text) => /sawtooth\.db/.test(text))).toEqual([
      expect.stringMatching(/the disk is full\..* kept in memory until it can be\.$/),
    ]);
    // What was acknowledged is as it was.
    expect(statesIn(store)).toEqual({ before: 'firing' });
    rmSync(join(disk, 'rest'));
    rmSync(join(disk, 'ballast'));
    store.retry();
    await vi.waitFor(() =>
      expect(said.at(-1)).toMatch(/^what could not be written is written now: 2 records$/),
    );
    expect(statesIn(store)).toEqual({ before: 'resolved', during: 'firing' });
    expect(await store.putCapture(owner, profile(10_000), about)).toMatchObject({ ok: true });
    await store.close();
    const again = await openOwnStore(path, { nowMs: Date.now, say: () => undefined });
    if (!again.ok) throw new Error(again.reason);
    expect(statesIn(again.value)).toEqual({ before: 'resolved', during: 'firing' });
    await again.value.close();
  });

  test('a store that was killed beside a full disk is opened, or why not is a sentence', async () => {
    const path = join(disk, 'killed');
    await killedWriter(path);
    fill(join(disk, 'rest'));
    const opened = await openOwnStore(path, { nowMs: Date.now, say: () => undefined });
    if (opened.ok) await opened.value.close();
    else expect(opened.reason).toMatch(/the disk is full\. Free some space/);
    rmSync(join(disk, 'rest'));
    const again = await openOwnStore(path, { nowMs: Date.now, say: () => undefined });
    if (!again.ok) throw new Error(again.reason);
    expect(Object.keys(statesIn(again.value)).length).toBeGreaterThan(0);
    await again.value.close();
  });
});

test('files that may grow no further are a sentence and no death of the process', async () => {
  const path = join(folder, 'limited');
  const writer = new URL('support/writer.ts', import.meta.url).pathname;
  // 512 blocks of 1024 bytes; a shell that ignores SIGXFSZ hands that on.
  const shell = `trap '' XFSZ; ulimit -f 512; exec "$0" "$1" "$2" 5 1`;
  const child = spawn('bash', ['-c', shell, process.execPath, writer, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
  });
  const refused = () => text.split('\n').filter((line) => line.includes('"ok":false')).length;
  while (refused() < 5 && child.exitCode === null) await new Promise((go) => setTimeout(go, 50));
  expect(child.exitCode).toBeNull();
  const over = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await over;
  const said = text.split('\n').filter((line) => line.includes('"text"'));
  expect(said[0]).toMatch(/could not .*sawtooth\.db: the disk (is full|reported an error)\./);
  const opened = await openOwnStore(path, { nowMs: Date.now, say: () => undefined });
  if (!opened.ok) throw new Error(opened.reason);
  const lines = text
    .split('\n')
    .filter((line) => line.includes('"incident"') && line.includes('"ok":true'));
  for (const line of lines) {
    const { incident: id } = JSON.parse(line) as { incident: string };
    expect(statesIn(opened.value)).toHaveProperty(id);
  }
  await opened.value.close();
}, 60_000);

test('a flush that fails is a sentence, nothing of it counts as written, and the next one that works writes it', async () => {
  const book = memoryBook();
  let flushFails = true;
  const said: string[] = [];
  const store = await openStore({
    path: join(folder, 'deferrable'),
    nowMs: () => 1,
    say: (text) => said.push(text),
    book: {
      ...book,
      flush: async () =>
        flushFails
          ? failure('could not flush the book: the disk reported an error.')
          : book.flush(),
    },
  });
  if (!store.ok) throw new Error(store.reason);
  expect(await store.value.putIncident(large('a'))).toMatchObject({ ok: false });
  expect(store.value.waiting().records).toBe(1);
  flushFails = false;
  expect(await store.value.putIncident(large('b'))).toMatchObject({ ok: true });
  expect(statesIn(store.value)).toEqual({ a: 'firing', b: 'firing' });
  expect(store.value.waiting().records).toBe(0);
  expect(said).toHaveLength(2);
});

/** Writes until nothing goes in any more. */
function fill(file: string): void {
  for (let size = 2 ** 20, at = 0; size >= 1; ) {
    try {
      writeFileSync(`${file}`, Buffer.alloc(size), { flag: at === 0 ? 'w' : 'a' });
      at += size;
    } catch {
      size = Math.floor(size / 2);
    }
  }
}

/** Text that no compression makes smaller. */
function noise(length: number): string {
  return Buffer.from(Float64Array.from({ length: length / 8 }, Math.random).buffer).toString(
    'base64',
  );
}

/** A writer that was killed once it had written something. */
async function killedWriter(path: string): Promise<void> {
  const writer = new URL('support/writer.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [writer, path, '3', '1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.on('data', (chunk) => {
    text += chunk;
    if (text.includes('"incident"')) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
}
