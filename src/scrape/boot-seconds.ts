import { join } from 'node:path';
import { textOfFile } from './text-of-file.ts';

type Known = { readonly seconds: number; readonly clockMs: number; readonly untilMs: number };

/** What was read holds so long; a clock that is moved by a few seconds a month drifts by nothing until then. */
const holdsMs = 60_000;

/** A clock that has moved by more than this was set, or the machine has slept. */
const setMs = 20;

const known = new Map<string, Known>();

/**
 * When this machine was booted, in seconds since 1970 by the clock as it is set now; null: it does not say. `root` is
 * where `proc` stands. `/proc/stat` has a line for each processor and adds the interrupts of all of them up, so it is
 * read once a minute, and at once when the clock was set, with which the time of the boot moves (proc(5), btime).
 */
export function bootSeconds(root: string): number | null {
  const atMs = performance.now();
  const clockMs = Date.now() - atMs;
  const before = known.get(root);
  const holds = before !== undefined && atMs < before.untilMs;
  if (holds && Math.abs(clockMs - before.clockMs) <= setMs) return before.seconds;
  const said = /^btime (\d+)$/m.exec(textOfFile(join(root, 'proc/stat')))?.[1];
  if (said === undefined) return null;
  const seconds = Number(said);
  known.set(root, { seconds, clockMs, untilMs: atMs + holdsMs });
  return seconds;
}
