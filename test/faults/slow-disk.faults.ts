import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { serve } from '../e2e/support/serve.ts';
import { failingDisk } from './support/failing-disk.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sawtooth-slow-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const putOnce = new URL('support/put-once.ts', import.meta.url);
const holdAll = new URL('support/hold-all.ts', import.meta.url);
const disk = failingDisk(folder, { full: 0, flush: 0 });

type Outcome = {
  readonly ok: boolean;
  readonly reason: string;
  /** How long the write took to be acknowledged or refused, and how late a timer was at the most meanwhile. */
  readonly tookMs: number;
  readonly lateMs: number;
};

/** Runs a program on a store on a disk whose flushes take so long once the program wants it; what it says at its end. */
function on<Said>(name: string, flushMs: number, { pathname: program }: URL): Said {
  const path = join(folder, name);
  mkdirSync(path);
  const slow = join(folder, `${name}-from-now-on`);
  const { stdout } = spawnSync(process.execPath, [program, path, slow], {
    encoding: 'utf8',
    env: {
      ...process.env,
      ...disk?.({ path, left: join(folder, `${name}-left`), seed: 1 }),
      FAILING_DISK_SLOW: `${flushMs}`,
      FAILING_DISK_SLOW_ONCE: slow,
    },
  });
  return JSON.parse(stdout) as Said;
}

test.skipIf(disk === null)(
  'a flush of an incident takes as long as the disk likes, is waited for by who acknowledges, and by no timer (needs Linux and cc)',
  () => {
    const { ok, tookMs, lateMs } = on<Outcome>('slow', 1_000, putOnce);
    console.log(
      `a flush of 1 s: acknowledged after ${tookMs} ms, a timer ${lateMs} ms late at most`,
    );
    expect(ok).toBe(true);
    expect(tookMs).toBeGreaterThanOrEqual(1_000);
    expect(lateMs).toBeLessThan(500);
  },
  60_000,
);

test.skipIf(disk === null)(
  'a disk that hangs is a sentence after five seconds, and who is to be alerted is (needs Linux and cc)',
  () => {
    const { ok, reason, tookMs, lateMs } = on<Outcome>('hanging', 8_000, putOnce);
    console.log(`a flush of 8 s: refused after ${tookMs} ms, a timer ${lateMs} ms late at most`);
    expect(ok).toBe(false);
    expect(reason).toMatch(/^could not flush .*sawtooth\.db-wal: the disk does not answer\.$/);
    expect(tookMs).toBeGreaterThanOrEqual(5_000);
    expect(tookMs).toBeLessThan(7_000);
    expect(lateMs).toBeLessThan(500);
  },
  60_000,
);

test.skipIf(disk === null)(
  'beside a disk that hangs names are looked up, so that targets are asked and receivers told (needs Linux and cc)',
  () => {
    const { lookedUpInMs } = on<{ lookedUpInMs: number }>('held', 20_000, holdAll);
    console.log(`a name beside all that a disk can hold: ${lookedUpInMs} ms`);
    expect(lookedUpInMs).toBeLessThan(2_000);
  },
  60_000,
);

/** How many threads a real `serve` has once it is at work. */
async function threadsOfServe(name: string, env: NodeJS.ProcessEnv): Promise<number> {
  const count = `process.getBuiltinModule('fs').readdirSync('/proc/self/task').length`;
  const says = `setInterval(() => console.error('threads=' + ${count}), 500).unref()`;
  const served = await serve(['127.0.0.1:1', '--storage.path', join(folder, name)], {
    ...env,
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(says)}`,
  });
  try {
    await passed(3_000);
    return Number([...served.log().matchAll(/threads=(\d+)/g)].at(-1)?.[1]);
  } finally {
    await served.stop();
  }
}

test.skipIf(process.platform !== 'linux')(
  'a serve has eight threads more than libuv would give it (needs Linux)',
  async () => {
    const own = await threadsOfServe('own', { UV_THREADPOOL_SIZE: undefined });
    const four = await threadsOfServe('four', { UV_THREADPOOL_SIZE: '4' });
    expect(own - four).toBe(8);
  },
  60_000,
);
