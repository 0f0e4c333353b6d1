import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { claimStore } from '../../src/store/claim-store.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

const folder = () => mkdtempSync(join(tmpdir(), 'sawtooth-claim-'));

/** Another process that claims the store and stays. */
async function claimedByAnother(path: string): Promise<ChildProcess> {
  const module = new URL('../../src/store/claim-store.ts', import.meta.url).href;
  const program = `import(${JSON.stringify(module)}).then(async ({ claimStore }) => {
    await claimStore(${JSON.stringify(path)});
    process.stdout.write('claimed');
    setInterval(() => {}, 1000);
  })`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  return child;
}

test('a claim is there until it is released', async () => {
  const path = folder();
  const claim = await claimStore(path);
  expect(claim.other).toBeNull();
  expect(existsSync(join(path, 'holder.json'))).toBe(true);
  await claim.release();
  expect(existsSync(join(path, 'holder.json'))).toBe(false);
});

test('a second process is told of the first, leaves its claim, and has the store once it is gone', async () => {
  const path = folder();
  const child = await claimedByAnother(path);
  const second = await claimStore(path);
  expect(second.other).toMatch(`process ${child.pid} works on ${path} too`);
  await second.release();
  expect(readFileSync(join(path, 'holder.json'), 'utf8')).toContain(`"pid":${child.pid}`);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  expect((await claimStore(path)).other).toBeNull();
});

test.each([
  ['of another machine', { pid: process.ppid, host: 'elsewhere', began: '' }],
  ['whose number another process has now', { pid: process.ppid, host: hostname(), began: '1' }],
  [
    'of this process, as in a container that starts anew',
    { pid: process.pid, host: hostname(), began: '1' },
  ],
  ['that cannot be read', 'torn'],
])('a claim %s is taken over', async (_name, holder) => {
  const path = folder();
  writeFileSync(join(path, 'holder.json'), JSON.stringify(holder));
  expect((await claimStore(path)).other).toBeNull();
});
