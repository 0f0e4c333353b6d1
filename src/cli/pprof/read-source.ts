import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { failure, type Result, success } from '../../model/result.ts';
import { trimPath } from '../../profile/graph/trim-path.ts';
import type { ReadSource } from '../../profile/report/source-listing.ts';

/** Where sources are looked for: lists with `:` as pprof's flags have them. */
export type SourcePlaces = {
  readonly source_path: string;
  readonly trim_path: string;
  readonly cwd: string;
};

/** A longer line ends the file, as it ends Go's bufio.Scanner. */
const longestLineBytes = 65_536;
/** No source is larger by far; a profile may name any file. */
const largestFileBytes = 64 * 2 ** 20;

/**
 * Reads sources by the path in a profile, with pprof's rules (internal/report openSourceFile): what is
 * absolute after trimming must be there; else it is looked for in each folder of the search path (the
 * working directory without one) and in all of its parents. Each file is read once.
 */
export function sourceReader({ source_path, trim_path, cwd }: SourcePlaces): ReadSource {
  const search = source_path === '' ? cwd : source_path;
  const known = new Map<string, Result<readonly string[]>>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const read = readTrimmed(trimPath(path, trim_path, search), search, cwd);
    known.set(path, read);
    return read;
  };
}

function readTrimmed(path: string, search: string, cwd: string): Result<readonly string[]> {
  if (isAbsolute(path)) return readLines(path) ?? failure(`open ${path}: ${whyNot(path)}`);
  for (const folder of search.split(':').filter((part) => part !== '')) {
    for (const place of upwards(folder)) {
      const full = join(place, path);
      const lines = readLines(isAbsolute(full) ? full : join(cwd, full));
      if (lines !== null) return lines;
    }
  }
  return failure(`could not find file ${path} on path ${search}`);
}

function* upwards(folder: string): Generator<string> {
  for (let place = folder; ; place = dirname(place)) {
    yield place;
    if (dirname(place) === place) return;
  }
}

/** Null: there is no such file, or it may not be read. */
function readLines(path: string): Result<readonly string[]> | null {
  try {
    const about = statSync(path);
    // A pipe or a device would never end.
    if (!about.isFile()) return failure(`${path} is no file of text`);
    if (about.size > largestFileBytes) return failure(`${path} is too large for a source`);
    return success(split(readFileSync(path)));
  } catch {
    return null;
  }
}

function split(bytes: Uint8Array): readonly string[] {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  const tooLong = lines.findIndex((line) => Buffer.byteLength(line) >= longestLineBytes);
  return tooLong < 0 ? lines : lines.slice(0, tooLong);
}

/** The words of Go's errors. */
function whyNot(path: string): string {
  try {
    readFileSync(path);
    return 'unreadable';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'no such file or directory';
    if (code === 'EACCES') return 'permission denied';
    return code === 'ENOTDIR' ? 'not a directory' : message;
  }
}
