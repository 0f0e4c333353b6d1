import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { leakyPage } from '../e2e/support/leaky-page.ts';

const main = new URL('../../dist/main.js', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'sawtooth-second-'));
const page = await leakyPage();
afterAll(() => {
  page.close();
  rmSync(folder, { recursive: true, force: true });
});

const anywhere = ['--web.listen-address', '127.0.0.1:0'];
const commands: readonly (readonly [string, readonly string[]])[] = [
  ['watch', [page.address]],
  ['serve', [...anywhere, page.address]],
  ['sidecar', [...anywhere, '--pid', `${process.pid}`]],
];

/** The first line that a command writes, and the command. */
async function started(args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.stderr.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`${args[0]} ended with ${code}`)));
  });
  return child;
}

/** A command to its end; the page that it asks is served meanwhile. */
async function run(...args: string[]): Promise<{ status: number | null; stderr: string }> {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stderr };
}

test.each(commands)(
  'beside %s nobody else starts, who only reads does, and after a kill the next one does',
  async (name, args) => {
    const store = ['--storage.path', join(folder, name)];
    const first = await started([name, ...args, ...store]);
    for (const [second, more] of commands) {
      const { status, stderr } = await run(second, ...more, ...store);
      expect(stderr).toMatch(`process ${first.pid} on ${hostname()}, since 20`);
      expect(stderr).toMatch(/Stop it, or give one of them another --storage\.path\n$/);
      expect(status).toBe(2);
    }
    expect(await run('incidents', ...store)).toEqual({ status: 0, stderr: '' });
    const gone = new Promise((resolve) => first.once('exit', resolve));
    first.kill('SIGKILL');
    await gone;
    const next = await started([name, ...args, ...store]);
    const over = new Promise((resolve) => next.once('exit', resolve));
    next.kill('SIGTERM');
    await over;
  },
  60_000,
);
