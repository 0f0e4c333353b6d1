import { createReadStream } from 'node:fs';
import type { Reading } from '../../src/model/reading.ts';
import { readRecorded } from '../../src/scrape/recorded/read-recorded.ts';

/** The readings of a recorded file, as `sawtooth analyze` reads them. Throws what is wrong with it. */
export async function readFile(path: string): Promise<readonly Reading[]> {
  const recording = await readRecorded(createReadStream(path), { unit: 'bytes', limit: null });
  if (!recording.ok) throw new Error(`cannot read ${path}: ${recording.reason}`);
  return [...recording.value.readings];
}
