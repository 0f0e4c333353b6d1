import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../command.ts';
import { exitCode, type Io } from '../io.ts';
import { freePort } from './free-port.ts';
import { type LeakChoice, leakyProgram } from './leaky-program.ts';
import { missing } from './progress.ts';
import { patienceMs, runStage, timeScale } from './stage.ts';
import { summaryLines } from './summary.ts';

/**
 * Watches the leaking program until everything was seen, then says where to look at it. Answers the
 * exit code: 0, or 1 with a sentence about what was missing. Throws a `UsageError` when there is no
 * program to watch.
 */
export async function rehearse(choice: LeakChoice, io: Io): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-demo-'));
  const say = (line: string) => io.stdout.write(`${line}\n`);
  const port = await freePort();
  const around = { port, folder, env: { ...io.env }, signal: io.signal, say };
  const leaky = await leakyProgram(choice, around);
  if (io.signal.aborted) return exitCode.done;
  if (!leaky.ok) throw new UsageError(leaky.reason);
  say(
    `${leaky.value.program.name} leaks on purpose. One second counts as a minute (time scale ${timeScale}).`,
  );
  say(`Everything is kept in ${folder}`);
  const { progress, end } = await runStage(leaky.value, { folder, port, io, say });
  for (const line of summaryLines(progress)) say(line);
  switch (end) {
    case 'seen':
    case 'stopped':
      return exitCode.done;
    case 'interrupted':
      return 130;
    case 'late':
      io.stderr.write(
        `sawtooth demo: within ${patienceMs / 1000} s there was still missing: ${missing(progress).join(', ')}. ` +
          'A busy machine is the likeliest reason; try again when it is calm\n',
      );
      return exitCode.found;
  }
}
