import { readFileSync } from 'node:fs';
import { readFile, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileSafely } from './write-file-safely.ts';

const holderShape = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  /** When the process began, as the kernel tells it; empty where it does not. */
  began: z.string(),
});

type Holder = z.output<typeof holderShape>;

/** Who else writes the store, in a sentence, or null; and what ends our own claim. */
export type Claim = {
  readonly other: string | null;
  readonly release: () => Promise<void>;
};

/**
 * Writes into the store at `path` that this process works on it, unless another one does that still
 * runs. Only told, not refused: a folder that several machines mount cannot say which of them live, and
 * a watcher that does not start is worse than one that alerts twice.
 */
export async function claimStore(path: string): Promise<Claim> {
  const file = join(path, 'holder.json');
  const before = await holderIn(file);
  if (before !== null && isRunning(before)) {
    return {
      other: `process ${before.pid} works on ${path} too: both alert, and of snoozes only those of the last that wrote are kept. Give one of them another --storage.path`,
      release: async () => undefined,
    };
  }
  const ours: Holder = { pid: process.pid, host: hostname(), began: beganOf(process.pid) };
  const bytes = Buffer.from(`${JSON.stringify(ours)}\n`);
  // Where it cannot be written, whatever is stored next says so.
  await writeFileSafely(file, bytes, 'replace').catch(() => undefined);
  return { other: null, release: () => unlink(file).catch(() => undefined) };
}

async function holderIn(file: string): Promise<Holder | null> {
  try {
    return holderShape.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

/** A process of another machine is not seen from here; one with the number of a dead one began later. */
function isRunning({ pid, host, began }: Holder): boolean {
  if (host !== hostname() || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return beganOf(pid) === began;
}

/** The field `starttime` of proc(5), the 20th behind the name, which may hold spaces and brackets. */
function beganOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
