import { readFile, stat } from 'node:fs/promises';

/** Of a thousand targets that share a file one looks at it. */
const lookMs = 1_000;

type Known = { text: string | null; version: string; lookedAtMs: number };

const known = new Map<string, Known>();

/**
 * What a file of a secret holds now, without the white space around it, looked at once a second at most. One that is
 * gone or empty, as it may be for the moment of being replaced, or holds what cannot be meant (`isMeant`), holds what it
 * did; null: nothing could ever be read.
 */
export async function textOfSecret(
  file: string,
  isMeant: (text: string) => boolean = (text) => text !== '',
): Promise<string | null> {
  const before = known.get(file);
  const nowMs = performance.now();
  if (before !== undefined && nowMs - before.lookedAtMs < lookMs) return before.text;
  try {
    const found = await stat(file);
    // A pipe would be read for ever.
    if (!found.isFile()) throw new Error('no file');
    const { mtimeMs, size, ino } = found;
    const version = `${mtimeMs} ${size} ${ino}`;
    // A file of the last moment may be written once more within the clock's own step.
    const isSettled = Date.now() - mtimeMs > lookMs;
    const isSame = before?.version === version && isSettled;
    const read = isSame ? (before.text ?? '') : (await readFile(file, 'utf8')).trim();
    const text = isMeant(read) ? read : (before?.text ?? null);
    known.set(file, { text, version, lookedAtMs: nowMs });
  } catch {
    known.set(file, { text: null, version: '', ...before, lookedAtMs: nowMs });
  }
  return known.get(file)?.text ?? null;
}
