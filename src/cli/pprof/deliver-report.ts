import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { exitCode, type Io } from '../io.ts';
import { fileEnding, type PprofCommand } from './render-report.ts';

const mostFiles = 9999;

/**
 * Writes a report to its file, or to stdout. What is no text for a terminal goes into the first of
 * `profile001.svg`, `profile002.svg` … that is free, as in pprof. Answers with the exit code.
 */
export async function deliverReport(
  made: string | Uint8Array,
  { format }: PprofCommand,
  output: string,
  io: Io,
): Promise<number> {
  const ending = fileEnding(format);
  if (output === '' && !(ending !== null && io.stdout.isTTY)) {
    io.stdout.write(made);
    return exitCode.done;
  }
  try {
    if (output === '') return await writeNumbered(made, ending ?? '', io);
    io.stderr.write(`Generating report in ${output}\n`);
    await writeFile(resolve(io.cwd, output), made);
    return exitCode.done;
  } catch (error) {
    const name = output === '' ? `a report in ${io.cwd}` : output;
    io.stderr.write(`sawtooth: cannot write ${name}: ${(error as Error).message}\n`);
    return exitCode.unusable;
  }
}

async function writeNumbered(made: string | Uint8Array, ending: string, io: Io): Promise<number> {
  for (let number = 1; number <= mostFiles; number++) {
    const name = `profile${String(number).padStart(3, '0')}.${ending}`;
    try {
      await writeFile(resolve(io.cwd, name), made, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    io.stderr.write(`Generating report in ${name}\n`);
    return exitCode.done;
  }
  throw new Error(`there are ${mostFiles} of them already; name one with -output=FILE`);
}
