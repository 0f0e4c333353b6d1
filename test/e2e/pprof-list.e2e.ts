import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  buildGo,
  freePort,
  has,
  keepRunning,
  type Running,
  root,
  runToEnd,
  sawtooth,
} from './support/programs.ts';

const hasGo = await has('go', 'version');

describe.skipIf(!hasGo)('-list of a real program, as go tool pprof prints it (needs go)', () => {
  let program: Running | null = null;
  let base = '';
  let current = '';

  beforeAll(async () => {
    const binary = await buildGo('examples/goleaky');
    const address = `127.0.0.1:${await freePort()}`;
    program = keepRunning(binary, ['-addr', address, '-payload', '4096']);
    const fetchTo = async (file: string) => {
      const answer = await fetch(`http://${address}/debug/pprof/heap?gc=1`);
      await writeFile(file, new Uint8Array(await answer.arrayBuffer()));
      return file;
    };
    await delay(3_000);
    base = await fetchTo(join(dirname(binary), 'base.pb.gz'));
    await delay(3_000);
    current = await fetchTo(join(dirname(binary), 'current.pb.gz'));
  });

  afterAll(() => program?.stop());

  test.each<[string, readonly string[], string]>([
    ['one function', ['-list=SaveReport'], root],
    ['everything, the standard library too', ['-list=.', '-alloc_space'], root],
    ['a difference', ['-list', 'Save|main', '-base', 'BASE'], join(root, 'examples/goleaky')],
    ['inlined calls put together', ['-list=.', '-noinlines', '-inuse_objects'], root],
    ['sources that are not there', ['-list=SaveReport', `-trim_path=${root}`], '/'],
    ['sources elsewhere', ['-list=SaveReport', `-source_path=${root}/examples/goleaky`], '/'],
  ])('%s', async (_, flags, cwd) => {
    const args = ['-symbolize=none', ...flags.map((flag) => flag.replace('BASE', base)), current];
    // Go takes the working directory's name from the shell's variable.
    const options = { cwd, env: { ...process.env, TZ: 'UTC', PWD: cwd } };
    const wanted = await runToEnd('go', ['tool', 'pprof', ...args], options);
    const told = await runToEnd(sawtooth[0], [sawtooth[1], 'pprof', ...args], options);
    expect(wanted.stdout).toContain('ROUTINE');
    expect(told.stdout).toBe(wanted.stdout);
  });
});
