import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DiffThread } from '../../src/cli/diff-thread.ts';
import type { Capture } from '../../src/model/capture.ts';

const thread = new DiffThread();
afterAll(() => thread.close());
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-thread-'));
});

async function stored(name: string, bytes: Uint8Array): Promise<Capture> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return {
    id: name,
    targetId: 'abc',
    kind: 'heap',
    role: 'manual',
    atMs: 0,
    lifeStartAtMs: 0,
    gc: true,
    path,
    bytes: bytes.length,
    tookMs: 1,
  };
}

test('a capture that cannot be read is a sentence that names it', async () => {
  const broken = await stored('broken.pb.gz', new TextEncoder().encode('<html>'));
  const result = await thread.diff(folder, [broken], new AbortController().signal);
  expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('broken.pb.gz') });
});

test('a stop ends a comparison under way, and the next one gets a thread of its own', async () => {
  const broken = await stored('again.pb.gz', new TextEncoder().encode('<html>'));
  const stop = new AbortController();
  const under = thread.diff(folder, [broken], stop.signal);
  stop.abort();
  expect(await under).toMatchObject({ ok: false, reason: expect.stringContaining('stopped') });
  const next = await thread.diff(folder, [broken], new AbortController().signal);
  expect(next).toMatchObject({ ok: false, reason: expect.stringContaining('again.pb.gz') });
});
