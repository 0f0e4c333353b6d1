import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { hangAlarm } from './hang-alarm.ts';

/** What is fuzzed, how often, and what one input may cost. */
export type Subject<Input> = {
  readonly name: string;
  readonly cases: number;
  readonly inputs: fc.Arbitrary<Input>;
  /** Throws where the input was not answered as bad input is. */
  readonly run: (input: Input) => unknown;
  /** The longest that one input may take, in milliseconds of this thread's processor. */
  readonly mostMs: number;
  /** The most that the process may grow by over the whole run, at its peak, in MiB. */
  readonly mostPeakMiB: number;
  /** The most that may be left of it when all is collected, in MiB. */
  readonly mostLeftMiB?: number;
};

/** The same inputs at each run; `FUZZ_SEED=7 FUZZ_TIMES=10` asks for others, and for more. */
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_125);
const times = Number(process.env['FUZZ_TIMES'] ?? 1);

const keepAll = process.env['FUZZ_KEEP'] === '1';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Runs a subject over its inputs, prints its figure and fails at the first input that throws, takes too
 * long or too much; the message says where that input lies. `FUZZ_KEEP=1` keeps each one before it is run,
 * for those that never come back.
 */
export async function fuzz<Input>(subject: Subject<Input>): Promise<void> {
  const { name, inputs, run, mostMs, mostPeakMiB, mostLeftMiB = 8 } = subject;
  const cases = subject.cases * times;
  // What is loaded and compiled once is no cost of an input.
  for (const input of fc.sample(inputs, { numRuns: 50, seed: seed + 1 })) await run(input);
  const alarm = hangAlarm(`fuzz: ${name}, seed ${seed}`, Math.max(30_000, 4 * mostMs));
  const before = memoryNow();
  let slowestMs = 0;
  let last: Input | undefined;
  try {
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        last = input;
        alarm.beat();
        if (keepAll) kept(input);
        const began = process.cpuUsage();
        await run(input);
        const { user, system } = process.cpuUsage(began);
        const tookMs = (user + system) / 1000;
        slowestMs = Math.max(slowestMs, tookMs);
        if (tookMs > mostMs) throw new Error(`one input took ${tookMs} ms of ${mostMs}`);
      }),
      // Shrinking would run the slow ones again and again.
      { numRuns: cases, seed, endOnFailure: true },
    );
  } catch (error) {
    const { cause } = error as Error;
    const why = cause instanceof Error ? (cause.stack ?? cause.message) : String(error);
    throw new Error(
      `fuzz: ${name}, seed ${seed}: ${why.slice(0, 2000)}\nThe input is ${kept(last)}`,
      { cause: error },
    );
  } finally {
    await alarm.end();
  }
  const after = memoryNow();
  const peak = after.peakMiB - before.peakMiB;
  const left = after.usedMiB - before.usedMiB;
  console.log(
    `fuzz: ${name} ${cases.toLocaleString('en')} cases, 0 crashes, slowest ${slowestMs.toFixed(0)} ms of ${mostMs}, peak +${peak.toFixed(0)} MiB of ${mostPeakMiB}, left ${left.toFixed(1)} MiB (seed ${seed})`,
  );
  if (peak > mostPeakMiB) throw new Error(`${name}: the peak grew by ${peak} MiB`);
  if (left > mostLeftMiB) throw new Error(`${name}: ${left} MiB were left`);
}

/** Where an input lies now, to look at: some are megabytes. */
function kept(input: unknown): string {
  const file = join(tmpdir(), `sawtooth-fuzz-${process.pid}.json`);
  const text = JSON.stringify(input, (_, value) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
  writeFileSync(file, text);
  return `${text.length} characters in ${file}, as it begins: ${text.slice(0, 300)}`;
}

function memoryNow(): { readonly peakMiB: number; readonly usedMiB: number } {
  collect();
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return {
    peakMiB: process.resourceUsage().maxRSS / 1024,
    usedMiB: (heapUsed + external + arrayBuffers) / 1024 ** 2,
  };
}
