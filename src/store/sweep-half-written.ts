import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { halfWrittenSuffix } from './write-file-safely.ts';

/** A write takes milliseconds; another process of the same folder may be at one just now. */
const abandonedAfterMs = 10 * 60_000;

/** Removes files that a killed process left half written, wherever they lie under `path`. */
export async function sweepHalfWritten(path: string, nowMs: number): Promise<void> {
  const files = await readdir(path, { recursive: true });
  for (const file of files.filter((name) => name.endsWith(halfWrittenSuffix))) {
    const whole = join(path, file);
    const changedAtMs = await stat(whole).then(
      ({ mtimeMs }) => mtimeMs,
      () => nowMs,
    );
    if (nowMs - changedAtMs > abandonedAfterMs) await unlink(whole).catch(() => {});
  }
}
