/**
 * The thread that decodes and compares captures, so that a profile of 100,000 stacks neither stops the
 * polling nor, when it is damaged in a way nobody thought of, takes the watchdog down with it.
 */
import { parentPort } from 'node:worker_threads';
import type { Result } from '../model/result.ts';
import { diffStored } from './diff-stored.ts';
import type { DiffRequest } from './diff-thread.ts';
import { differenceStored } from './difference-stored.ts';
import { neighboursStored } from './neighbours-stored.ts';

parentPort?.on('message', async (request: DiffRequest) => {
  const result = await answerTo(request);
  // A cause may hold what cannot be sent to another thread; its sentence says it all.
  parentPort?.postMessage({
    id: request.id,
    result: result.ok ? result : { ok: false, reason: result.reason },
  });
});

function answerTo({ storePath, captures, wanted }: DiffRequest): Promise<Result<unknown>> {
  if (wanted === 'diff') return diffStored(storePath, captures);
  if (wanted === 'difference') return differenceStored(storePath, captures);
  return neighboursStored(storePath, captures, wanted.neighboursOf);
}
