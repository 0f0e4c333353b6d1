import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { CaptureBytes } from '../../src/profile/diff-captures.ts';
import { type Blame, blameOf, blameTable } from '../support/blame-table.ts';
import { diffOfCase, expectTruth, type LeakCase, leakCases } from '../support/leak-cases.ts';
import { recordingStem } from '../support/recordings.ts';
import { buildGo, freePort, has, keepRunning, type Running, root } from './support/programs.ts';

const captureCount = 5;
/** Where the tool says that more would tell more, as many are taken: `watch` does the same. */
const mostCaptures = 7;
const mostSecondsApart = 4;
const warmSeconds = 2.5;
const betweenSeconds = 2;

const hasGo = await has('go', 'version');
const running: Running[] = [];
const blames: Blame[] = [];
afterAll(async () => {
  await Promise.all(running.map((one) => one.stop()));
  if (blames.length > 0) process.stdout.write(`${blameTable(blames)}\n`);
});

/** What follows /debug/pprof/ for a capture of a case. */
function queryOf({ in: kind, outside, unforced }: LeakCase): string {
  if (kind !== 'heap') return kind;
  const flags = [...(unforced === true ? [] : ['gc=1']), ...(outside === true ? ['debug=1'] : [])];
  return `heap?${flags.join('&')}`;
}

/** `RECORD=1` keeps the captures for the suite that has no Go (test/data/profiles). */
const recording = process.env['RECORD'] === '1';

async function capture(url: string): Promise<CaptureBytes> {
  const response = await fetch(url);
  return { bytes: new Uint8Array(await response.arrayBuffer()), atMs: Date.now() };
}

async function keep(one: LeakCase, captures: readonly CaptureBytes[]) {
  const folder = join(root, 'test/data/profiles', one.case);
  await mkdir(folder, { recursive: true });
  for (const [i, { bytes }] of captures.entries()) {
    const ending = one.outside === true ? 'txt.gz' : 'pb.gz';
    await writeFile(join(folder, `${recordingStem(one)}.${i}.${ending}`), withoutHome(bytes));
  }
}

/** Where the checkout lay is nobody's business: its path becomes one of the same length. */
function withoutHome(bytes: Uint8Array): Uint8Array {
  const home = Buffer.from(root.replace(/\/$/, ''));
  const raw = Buffer.from(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes);
  const neutral = Buffer.from('/build'.padEnd(home.length, 'x').slice(0, home.length));
  for (let at = raw.indexOf(home); at >= 0; at = raw.indexOf(home, at)) neutral.copy(raw, at);
  return gzipSync(raw);
}

/** At how many seconds of the load the next capture is due; null: enough are there. */
function nextAt(one: LeakCase, captures: readonly CaptureBytes[], at: number): number | null {
  if (captures.length < captureCount) return at + betweenSeconds;
  // Without gc=1 a capture shows what was two collections ago: here that is while all that fills is still filling.
  if (recording || one.unforced === true || captures.length >= mostCaptures) return null;
  const { next } = diffOfCase(one, captures);
  return next === null
    ? null
    : at + Math.min(next.apartSeconds ?? betweenSeconds, mostSecondsApart);
}

const startMs = 20_000;

/** Waits until the program has served the load of so many seconds: on a busy machine that takes longer. */
async function servedFor(address: string, seconds: number): Promise<void> {
  const url = `http://${address}/after?seconds=${seconds}`;
  const lastStart = Date.now() + startMs;
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch (error) {
      if (Date.now() > lastStart) throw new Error(`${url} was not answered`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

describe.skipIf(!hasGo)('who did it', () => {
  const leaks = { plain: '', cgo: '', goroutineleakprofile: '' };
  const build = (settings?: NodeJS.ProcessEnv) => buildGo('test/e2e/targets', './leaks', settings);
  beforeAll(async () => {
    leaks.plain = await build();
    // Without a C compiler, and in a Go that does not know the experiment, there is none.
    leaks.cgo = await build({ CGO_ENABLED: '1' }).catch(() => '');
    const experiment = { GOEXPERIMENT: 'goroutineleakprofile' };
    leaks.goroutineleakprofile = await build(experiment).catch(() => '');
  });

  test.concurrent.for(leakCases)(
    '$case in its $in profiles (unforced: $unforced)',
    // A dozen sampled objects decide, so that chance has its way once in fifty: not twice in a row.
    { retry: 1 },
    async (one, { skip }) => {
      const binary = leaks[one.needs ?? 'plain'];
      if (binary === '') skip(`Go here has no ${one.needs}`);
      const address = `127.0.0.1:${await freePort()}`;
      const program = keepRunning(binary, ['-addr', address, '-case', one.case]);
      running.push(program);
      const query = queryOf(one);
      const captures: CaptureBytes[] = [];
      for (let at: number | null = warmSeconds; at !== null; at = nextAt(one, captures, at)) {
        await servedFor(address, at);
        captures.push(await capture(`http://${address}/debug/pprof/${query}`));
      }
      await program.stop();
      if (recording) await keep(one, captures);
      blames.push(blameOf(one, captures));
      expectTruth(one, diffOfCase(one, captures));
    },
  );
});
