/**
 * The thread that decodes and compares captures, so that a profile of 100,000 stacks neither stops the
 * polling nor, when it is damaged in a way nobody thought of, takes the watchdog down with it.
 */
import { parentPort } from 'node:worker_threads';
import { diffStored } from './diff-stored.ts';
import type { DiffRequest } from './diff-thread.ts';
import { differenceStored } from './difference-stored.ts';

parentPort?.on('message', async ({ id, storePath, captures, wanted }: DiffRequest) => {
  const result =
    wanted === 'diff'
      ? await diffStored(storePath, captures)
      : await differenceStored(storePath, captures, wanted);
  // A cause may hold what cannot be sent to another thread; its sentence says it all.
  parentPort?.postMessage({
    id,
    result: result.ok ? result : { ok: false, reason: result.reason },
  });
});
