import { mkdtemp, readdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { has, root, runToEnd } from './support/programs.ts';

const hasGo = await has('go', 'version');

/** A PATH on which everything is as it was, but for Go. */
async function pathWithoutGo(): Promise<string> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const kept: string[] = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch((): string[] => []);
    if (!names.includes('go')) {
      kept.push(folder);
      continue;
    }
    const copy = await mkdtemp(join(tmpdir(), 'sawtooth-path-'));
    await Promise.all(
      names
        .filter((name) => name !== 'go')
        .map((name) => symlink(join(folder, name), join(copy, name))),
    );
    kept.push(copy);
  }
  return kept.join(delimiter);
}

async function demo(env: NodeJS.ProcessEnv) {
  return runToEnd('npm', ['run', 'demo'], { cwd: root, env, timeoutMs: 230_000 });
}

test.skipIf(!hasGo)('npm run demo with Go on the PATH names the Go function', async () => {
  const { code, stdout, stderr } = await demo(process.env);
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  expect(stdout).toContain('goleaky/repo.SaveReport');
  expect(stdout).toContain('sawtooth');
});

test('npm run demo without Go names the function of the Node twin', async () => {
  const { code, stdout, stderr } = await demo({ ...process.env, PATH: await pathWithoutGo() });
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  expect(stdout).toContain('saveReport');
  expect(stdout).not.toContain('goleaky/repo');
});
