import { failure, type Result, success } from '../../model/result.ts';
import { packagePath } from '../package-path.ts';
import { buildGoleaky, hasGo } from './build-goleaky.ts';
import type { DemoJob } from './demo-config.ts';
import type { Program } from './supervisor.ts';

/** What the demo is asked to watch. */
export type LeakChoice = {
  /** null: Go where there is one on the PATH, else Node. */
  readonly language: 'go' | 'node' | null;
  /** Bytes that the store copies and keeps for each report; null: the program's growing slice itself. */
  readonly payloadBytes: number | null;
};

/** A program that leaks, how it is to be watched, and who is to blame. */
export type LeakyProgram = {
  readonly program: Program;
  readonly job: DemoJob;
  /** The function that has to be named. */
  readonly culprit: string;
};

type Surroundings = {
  readonly port: number;
  /** For what is built. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Told before what takes a while. */
  readonly say: (line: string) => void;
};

/** How long one life is to be, in seconds: long enough for an alarm and a few captures. */
const lifeSeconds = 36;

const mebibyte = 1024 ** 2;

/** What one life leaks, in bytes. */
const leakedBytes = 160 * mebibyte;

/**
 * The memory limits: the programs die of a full store a little before they would reach them. While
 * Go's slice grows, the old array and the new one are alive. Node's resident set is the heap and the
 * 60 MiB that Node itself takes.
 */
const limitBytes = { ramp: 192 * mebibyte, staircase: 384 * mebibyte, node: 288 * mebibyte };

/** Garbage that makes several collections a second, also when the heap is full. */
const garbageBytesPerSecond = 160 * mebibyte;

/**
 * Builds or finds the program that was asked for. Fails with a sentence when it cannot be built; where
 * nobody insisted on Go, the Node program stands in.
 */
export async function leakyProgram(
  choice: LeakChoice,
  around: Surroundings,
): Promise<Result<LeakyProgram>> {
  const { language, payloadBytes } = choice;
  const go = language !== 'node' && (await hasGo(around.env));
  if (language === 'go' && !go) {
    return failure('--target go: there is no go on the PATH. Install Go, or use --target node');
  }
  if (payloadBytes === null) {
    if (go) return goleaky(choice, around);
    return failure('--faithful is a shape of the Go program, and there is no Go. Leave it out');
  }
  const built = go ? await goleaky(choice, around) : null;
  if (built?.ok || (built !== null && language === 'go')) return built;
  if (built !== null) around.say(`${built.reason}. Taking examples/leaky-node instead`);
  return success(leakyNode(payloadBytes, around));
}

async function goleaky(choice: LeakChoice, around: Surroundings): Promise<Result<LeakyProgram>> {
  around.say('building examples/goleaky with the go on the PATH');
  const built = await buildGoleaky(around.folder, around.env, around.signal);
  if (!built.ok) return built;
  const address = `127.0.0.1:${around.port}`;
  // A report itself is a value of 512 bytes (examples/goleaky/builder).
  const pace = paceOf(choice.payloadBytes ?? 512);
  return success({
    program: {
      name: 'goleaky',
      command: built.value,
      args: [
        ...['-addr', address, '-payload', String(choice.payloadBytes ?? 0)],
        ...['-rate', String(pace.rate), '-max', String(pace.max), '-churn', String(pace.churn)],
      ],
      env: around.env,
    },
    job: {
      name: 'goleaky',
      source: 'pprof',
      address,
      limitBytes: choice.payloadBytes === null ? limitBytes.staircase : limitBytes.ramp,
    },
    culprit: 'goleaky/repo.SaveReport',
  });
}

function leakyNode(payloadBytes: number, { port, env }: Surroundings): LeakyProgram {
  const address = `127.0.0.1:${port}`;
  const pace = paceOf(payloadBytes);
  const main = packagePath('examples', 'leaky-node', 'main.mjs');
  return {
    program: {
      name: 'leaky-node',
      command: process.execPath,
      args: [
        // A small young generation, as V8 itself takes in a small container: collections several
        // times a second, and no more than 4 MiB of garbage on top of what is alive.
        '--max-semi-space-size=4',
        ...[main, '--addr', address, '--payload', String(payloadBytes)],
        ...['--rate', String(pace.rate), '--max', String(pace.max)],
        // Beyond 128 KiB an array is none of the young generation's, and stays for long.
        ...['--churn', String(Math.min(32_768, pace.churn))],
      ],
      env,
    },
    job: { name: 'leaky-node', source: 'metrics', address, limitBytes: limitBytes.node },
    culprit: 'saveReport',
  };
}

/** Reports a second, how many a life has, and the garbage of each, for reports of this size. */
function paceOf(reportBytes: number) {
  const max = Math.max(lifeSeconds, Math.round(leakedBytes / reportBytes));
  const rate = Math.max(1, Math.round(max / lifeSeconds));
  return { rate, max, churn: Math.ceil(garbageBytesPerSecond / rate) };
}
