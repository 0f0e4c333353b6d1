import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type Claim, claimStore } from '../../src/store/claim-store.ts';

const children: ChildProcess[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

const nowMs = Date.UTC(2026, 10, 22);

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'sawtooth-claim-'));
  folders.push(path);
  return path;
}

async function claimed(path: string): Promise<Claim> {
  const claim = await claimStore(path, nowMs);
  if (!claim.ok) throw new Error(claim.reason);
  return claim.value;
}

/** Another process that claims the store and stays. */
async function claimedByAnother(path: string): Promise<ChildProcess> {
  const module = new URL('../../src/store/claim-store.ts', import.meta.url).href;
  const program = `import(${JSON.stringify(module)}).then(async ({ claimStore }) => {
    globalThis.claim = await claimStore(${JSON.stringify(path)}, ${nowMs});
    process.stdout.write('claimed');
    setInterval(() => {}, 1000);
  })`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

test('a claim is there until it is released', async () => {
  const path = folder();
  const claim = await claimed(path);
  expect(JSON.parse(readFileSync(join(path, 'holder.json'), 'utf8'))).toEqual({
    pid: process.pid,
    host: hostname(),
    since: '2026-11-22T00:00:00.000Z',
  });
  await claim.release();
  expect(existsSync(join(path, 'holder.json'))).toBe(false);
  await (await claimed(path)).release();
});

test('a second process is refused with who has it, and has the store once that one was killed', async () => {
  const path = folder();
  const child = await claimedByAnother(path);
  expect(await claimStore(path, nowMs)).toMatchObject({
    ok: false,
    reason: `process ${child.pid} on ${hostname()}, since 2026-11-22T00:00:00.000Z, works on ${path}, and two would alert twice and overwrite each other. Stop it, or give one of them another --storage.path`,
  });
  // Asking takes nothing from who has it.
  expect(await claimStore(path, nowMs)).toMatchObject({ ok: false });
  await killed(child);
  await (await claimed(path)).release();
});

test('asking again in the process that has it lets no other one in', async () => {
  const path = folder();
  const claim = await claimed(path);
  expect(await claimStore(path, nowMs)).toMatchObject({ ok: false });
  const module = new URL('../../src/store/claim-store.ts', import.meta.url).href;
  const program = `
    const { claimStore } = await import(${JSON.stringify(module)});
    console.log((await claimStore(${JSON.stringify(path)}, ${nowMs})).ok);`;
  const args = ['--no-warnings', '--input-type=module', '-e', program];
  expect(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout).toBe('false\n');
  await claim.release();
});

test.each([
  ['of another machine', { pid: process.ppid, host: 'elsewhere', since: 'long ago' }],
  ['whose number another process has now', { pid: process.ppid, host: hostname(), since: 'x' }],
  ['with our own number, as in a pod that starts anew', { pid: 1, host: hostname(), since: 'x' }],
  ['that an older sawtooth left', { pid: process.ppid, host: hostname(), began: '1' }],
  ['that cannot be read', 'torn'],
])('what is written of a holder %s locks nobody out', async (_name, holder) => {
  const path = folder();
  writeFileSync(join(path, 'holder.json'), JSON.stringify(holder));
  await (await claimed(path)).release();
});

test('where nobody wrote who has it, it may be another process or the file system', async () => {
  const path = folder();
  const child = await claimedByAnother(path);
  rmSync(join(path, 'holder.json'));
  expect(await claimStore(path, nowMs)).toMatchObject({
    reason: expect.stringMatching(
      /^another process works on .* Stop it, .* If there is none, the file system cannot lock files .* local disk$/,
    ),
  });
  await killed(child);
});

test('a folder in which no lock can be made is a sentence', async () => {
  const path = folder();
  mkdirSync(join(path, 'holder.lock'));
  expect(await claimStore(path, nowMs)).toMatchObject({
    ok: false,
    reason: expect.stringMatching(/^could not lock .*holder\.lock: it cannot be opened/),
  });
});
