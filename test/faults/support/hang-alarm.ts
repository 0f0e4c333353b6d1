import { Worker } from 'node:worker_threads';

/**
 * Ends this process when one case takes longer than `mostMs`: code that never comes back cannot be
 * interrupted from its own thread. `beat` begins a case, whose number the last words name.
 */
export function hangAlarm(
  about: string,
  mostMs: number,
): { readonly beat: () => void; readonly end: () => Promise<number> } {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(watching, { eval: true, workerData: { cell, about, mostMs } });
  worker.unref();
  return { beat: () => void Atomics.add(cell, 0, 1), end: () => worker.terminate() };
}

const watching = `
  const { workerData: { cell, about, mostMs } } = require('node:worker_threads');
  let seen = -1;
  setInterval(() => {
    const now = Atomics.load(cell, 0);
    if (now !== seen) { seen = now; return; }
    require('node:fs').writeSync(2, about + ': case ' + now + ' hangs\\n');
    process.kill(process.pid, 'SIGKILL');
  }, mostMs);
`;
