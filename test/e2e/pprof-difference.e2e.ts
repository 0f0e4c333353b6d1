import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as pprof from '../../src/cli/pprof.ts';
import { runIn, type Told } from '../cli/fake-io.ts';
import { randomFlags, randomOf, randomProfile } from '../support/random-profile.ts';
import { goPprof } from './support/go-pprof.ts';
import { root } from './support/programs.ts';

/** Profiles and flags drawn by number: what fails can be drawn again with SAWTOOTH_SEED=number. */
const firstSeed = Number(process.env['SAWTOOTH_SEED'] ?? 1);
const seeds = process.env['SAWTOOTH_SEED'] === undefined ? 150 : 1;

const folder = await mkdtemp(join(tmpdir(), 'sawtooth-difference-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const theirs = await goPprof(join(root, 'test/data/profiles/bufleaf/heap.0.pb.gz'));
const why = theirs === null ? ' (there is no Go with a current pprof)' : '';

test.skipIf(theirs === null)(
  `${seeds} reports of strange profiles are those of go tool pprof, byte for byte${why}`,
  async () => {
    if (theirs === null) return;
    let undecided = 0;
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      const args = await drawCall(seed);
      const ours = await runIn(folder, pprof, args, { env: { TZ: 'UTC' } });
      const told = await theirs(folder, args);
      if (isSame(told, ours)) continue;
      // What comes out of a map of Go comes in another order each time: one of them is ours.
      const again = await Promise.all(Array.from({ length: 8 }, () => theirs(folder, args)));
      if (again.some((one) => isSame(one, ours))) continue;
      if (again.some(({ out }) => out !== told.out)) undecided++;
      else expect(ours, `seed ${seed}: ${args.join(' ')}`).toMatchObject(visible(told));
    }
    expect(undecided).toBeLessThan(seeds * 0.05);
  },
);

const visible = ({ code, out }: Told) => ({ code, out });
const isSame = (one: Told, other: Told) => one.code === other.code && one.out === other.out;

/** One profile, several merged, or one less another, which may be the same. */
async function drawCall(seed: number): Promise<readonly string[]> {
  const random = randomOf(seed);
  const [first, second] = ['a', 'b'].map((name) => `${name}${seed}.pb.gz`) as [string, string];
  await writeFile(join(folder, first), randomProfile(random));
  await writeFile(join(folder, second), randomProfile(random));
  const base = random.chance(60) ? second : first;
  const sources = random.pick([
    [first],
    [first],
    [first, second],
    ['-base', base, second],
    ['-diff_base', base, second],
    ['-normalize', '-base', base, second],
  ]);
  return ['-symbolize=none', ...randomFlags(random), ...sources];
}
