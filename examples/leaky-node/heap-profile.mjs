import { Session } from 'node:inspector/promises';
import { encodePprof } from './encode-pprof.mjs';

/**
 * Starts V8's sampling heap profiler, one sample every `intervalBytes` on average, and answers with
 * a function that takes a profile of what is alive: gzipped pprof bytes. With `gc`, a full
 * collection runs first.
 */
export async function startHeapProfile(intervalBytes) {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.enable');
  await session.post('HeapProfiler.startSampling', { samplingInterval: intervalBytes });
  return async function takeHeapProfile({ gc }) {
    if (gc) await session.post('HeapProfiler.collectGarbage');
    const { profile } = await session.post('HeapProfiler.getSamplingProfile');
    return encodePprof(profile, { intervalBytes, atMs: Date.now() });
  };
}
