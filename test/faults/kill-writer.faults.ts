import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type FailingDisk, failingDisk } from './support/failing-disk.ts';
import { type Kills, killRepeatedly } from './support/kills.ts';

const kills = 200;
/** Processes at once, each with a store of its own that all its kills hit. */
const lanes = 4;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sawtooth-kills-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All lanes together. */
async function killed(name: string, disk?: FailingDisk): Promise<Kills> {
  const all = await Promise.all(
    Array.from({ length: lanes }, (_, lane) => {
      const own = join(folder, `${name}-${lane}`);
      mkdirSync(own);
      return killRepeatedly(own, {
        seed: lane,
        kills: kills / lanes,
        ...(disk === undefined ? {} : { disk }),
      });
    }),
  );
  return {
    lost: all.flatMap(({ lost }) => lost),
    unopened: all.flatMap(({ unopened }) => unopened),
    acknowledged: all.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    refused: all.reduce((sum, { refused }) => sum + refused, 0),
    inOpening: all.reduce((sum, { inOpening }) => sum + inOpening, 0),
  };
}

test(`${kills} kills of a process that writes lose nothing that was acknowledged`, async () => {
  const { lost, unopened, acknowledged, refused, inOpening } = await killed('sound');
  console.log(
    `${kills} kills, ${lost.length} lost (${acknowledged} writes were acknowledged, ${inOpening} kills came before the store was open)`,
  );
  expect([...lost, ...unopened]).toEqual([]);
  expect(refused).toBe(0);
  expect(acknowledged).toBeGreaterThan(kills);
});

const disk = failingDisk(folder, { full: 100, flush: 50 });

test.skipIf(disk === null)(
  `${kills} kills beside a disk that fills and flushes that fail lose nothing that was acknowledged, to a power cut either (needs Linux and cc)`,
  async () => {
    const { lost, unopened, acknowledged, refused, inOpening } = await killed(
      'failing',
      disk ?? undefined,
    );
    console.log(
      `${kills} kills beside a failing disk, each also as a power cut: ${lost.length} lost (${acknowledged} writes were acknowledged, ${refused} refused with a sentence; of the processes ${inOpening} were killed before the store was open and ${unopened.length} could not open it)`,
    );
    expect(lost).toEqual([]);
    for (const reason of unopened) expect(reason).toMatch(/the disk (is full|reported an error)/);
    expect(acknowledged).toBeGreaterThan(kills);
    expect(refused).toBeGreaterThan(kills / 10);
  },
);
