import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { Profile as PprofProfile } from 'pprof-format';
import { afterAll, expect, test } from 'vitest';
import * as pprof from '../../src/cli/pprof.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { printRaw } from '../../src/profile/report/print-raw.ts';
import { runIn } from '../cli/fake-io.ts';
import { goPprof } from '../e2e/support/go-pprof.ts';

/** What -proto and -topproto write of every golden profile and pair, read by others than us. */
const data = new URL('../../../shared/data/pprof/', import.meta.url);

if (!existsSync(data)) {
  throw new Error(
    `the conformance run needs the evaluation data at ../shared/data, and ${data.pathname} is not there`,
  );
}

const folder = fileURLToPath(data);
const made = mkdtempSync(join(tmpdir(), 'sawtooth-proto-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));

type Golden = { readonly args: readonly string[]; readonly exit: number };
const golden: Golden[] = JSON.parse(readFileSync(new URL('golden/index.json', data), 'utf8'));

/** Profiles, and what one is taken off from another; the expression of -peek is neither. */
const calls = new Set(
  golden
    .filter(({ exit }) => exit === 0)
    .map(({ args }) =>
      args
        .filter((arg) => /^-(base|diff_base|normalize)$|^(captures|big|profile_string)\//.test(arg))
        .join(' '),
    ),
);
const theirs = await goPprof(join(folder, 'captures/none/heap.01.pb.gz'));
const utc = { env: { TZ: 'UTC' } };
const noTime = { short: () => '', full: () => '' };

test('there are golden pairs', () => expect(calls.size).toBeGreaterThan(40));

const numbered = [...calls].map((call, number) => [call, number] as const);

test.each(numbered)('-proto %s', async (call, number) => {
  const file = join(made, `${number}.pb.gz`);
  const sources = ['-symbolize=none', ...call.split(' ')];
  const written = await runIn(folder, pprof, ['-proto', `-output=${file}`, ...sources], utc);
  expect(written.code, written.err).toBe(0);

  const bytes = readFileSync(file);
  const profile = decoded(bytes);
  const again = PprofProfile.decode(gunzipSync(bytes)).encode();
  expect(printRaw(decoded(again), noTime)).toBe(printRaw(profile, noTime));

  const ours = await runIn(folder, pprof, ['-raw', ...sources], utc);
  // A label of 0 without a unit, which texts have, cannot be told from none in this format.
  const wanted = ours.out.replace(/^ +bytes:\[0\]\n/gm, '');
  expect((await runIn(folder, pprof, ['-symbolize=none', '-raw', file], utc)).out).toBe(wanted);
  if (theirs !== null) {
    expect(await theirs(folder, ['-symbolize=none', '-raw', file])).toMatchObject({
      code: 0,
      out: wanted,
    });
  }
});

test.skipIf(theirs === null).each(numbered)(
  `-topproto %s${theirs === null ? ' (there is no Go with a current pprof)' : ''}`,
  async (call, number) => {
    if (theirs === null) return;
    const file = join(made, `${number}.top.pb.gz`);
    const args = ['-topproto', `-output=${file}`, '-symbolize=none', ...call.split(' ')];
    expect((await runIn(folder, pprof, args, utc)).code).toBe(0);
    const told = await theirs(folder, ['-top', '-symbolize=none', file]);
    expect(told.code, told.err).toBe(0);
    expect(told.out).toBe((await runIn(folder, pprof, ['-top', '-symbolize=none', file], utc)).out);
  },
);

function decoded(bytes: Uint8Array): Profile {
  const profile = decodeProfile(bytes);
  if (!profile.ok) throw new Error(profile.reason);
  return profile.value;
}
