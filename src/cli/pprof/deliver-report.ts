import { resolve } from 'node:path';
import { failure, type Result, success } from '../../model/result.ts';
import { printableLines } from '../../render/printable.ts';
import type { Io } from '../io.ts';
import { fileEnding, type PprofCommand } from './render-report.ts';

const mostFiles = 9999;

/**
 * Writes a report to the file `output`, and to stdout where that is ''. Where a screen is looked at, what
 * is no text for one goes into the first of `profile001.svg`, `profile002.svg` … that is free, as in
 * pprof. Fails where a file cannot be written.
 */
export async function deliverReport(
  made: string | Uint8Array,
  { format }: PprofCommand,
  output: string,
  isForScreen: boolean,
  io: Io,
): Promise<Result<void>> {
  const ending = fileEnding(format);
  if (output === '' && !(ending !== null && isForScreen)) {
    // A file or a pipe gets pprof's bytes; a terminal would obey what a name may hold.
    const isScreen = typeof made === 'string' && io.stdout.isTTY === true;
    io.stdout.write(isScreen ? printableLines(made) : made);
    return success(undefined);
  }
  const { writeFile } = await import('node:fs/promises');
  try {
    if (output === '') return await writeNumbered(made, ending ?? '', io);
    io.stderr.write(`Generating report in ${output}\n`);
    await writeFile(resolve(io.cwd, output), made);
    return success(undefined);
  } catch (error) {
    const name = output === '' ? `a report in ${io.cwd}` : output;
    // Loaded here: each file more is time at the start of every call.
    const { explainFileError } = await import('../../store/explain-file-error.ts');
    return explainFileError(error, `write ${name}`);
  }
}

async function writeNumbered(
  made: string | Uint8Array,
  ending: string,
  io: Io,
): Promise<Result<void>> {
  const { writeFile } = await import('node:fs/promises');
  for (let number = 1; number <= mostFiles; number++) {
    const name = `profile${String(number).padStart(3, '0')}.${ending}`;
    try {
      await writeFile(resolve(io.cwd, name), made, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    io.stderr.write(`Generating report in ${name}\n`);
    return success(undefined);
  }
  return failure(`there are ${mostFiles} reports in ${io.cwd} already: name a file`);
}
