import type { Figures } from '../model/reading.ts';
import type { MemoryNow } from '../model/recorder.ts';

const mib = 2 ** 20;

/**
 * What the first capture of a program is taken to cost, in bytes, before one was measured. Of Go programs of 50 MiB to
 * 1.5 GiB it took a mebibyte, 200 bytes for each stack that was sampled and 230 for each goroutine (the rise of their
 * peak): 1.7 MiB in all at 1.5 GiB, 6.6 MiB with 32,000 stacks. A program samples one allocation in 512 KiB and forgets
 * no stack, so it may know twenty times as many as are alive; twice the mebibyte is for those that link more.
 */
export function estimateCapture({ usedBytes }: MemoryNow, { goroutines = 0 }: Figures): number {
  return 2 * mib + usedBytes / 128 + 256 * goroutines;
}
