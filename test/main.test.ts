import { spawn } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';

const main = new URL('../src/main.ts', import.meta.url).pathname;

/** The command with stdout on a descriptor of ours; how it ended and what it said of it. */
function runWith(args: readonly string[], stdout: number) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', stdout, 'pipe'] });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, stderr }));
  });
}

test.skipIf(!existsSync('/dev/full')).for([[['--help']], [['check', 'config', '--schema']]])(
  'a full disk behind stdout is told in a sentence, and no answer: %j',
  async ([args = []]) => {
    const { code, stderr } = await runWith(args, openSync('/dev/full', 'w'));
    expect(stderr).toMatch(/^sawtooth: cannot write to stdout: ENOSPC.*\n$/);
    expect(code).toBe(2);
  },
);
