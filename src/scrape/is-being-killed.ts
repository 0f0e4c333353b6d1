import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { statusBytes } from './process-files.ts';
import { textOfFile } from './text-of-file.ts';

const afterMs = 20;

/** SIGKILL is the ninth signal, and the mask's first bit the first. */
const killed = 1n << 8n;

/**
 * Whether a SIGKILL is pending for process `pid`, or for all of it: who is killed may be there for a while yet, and
 * keeps it until it is gone (proc(5): SigPnd, ShdPnd). null: nobody tells, or it is not there. The kernel counts a kill
 * some microseconds before it sends the signal (`__oom_kill_process` in mm/oom_kill.c), so it takes `afterMs`.
 */
export async function isBeingKilled(pid: number, root: string): Promise<boolean | null> {
  await sleep(afterMs);
  const status = textOfFile(join(root, 'proc', String(pid), 'status'));
  const masks = [...status.matchAll(/^(?:SigPnd|ShdPnd):\s+([0-9a-f]+)$/gm)];
  if (masks.length === 0 || statusBytes(status, 'VmRSS') === undefined) return null;
  return masks.some(([, mask]) => (BigInt(`0x${mask}`) & killed) !== 0n);
}
