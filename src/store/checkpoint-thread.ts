/**
 * Where the two threads meet: 1 while a checkpoint is under way, how many have failed, and 1 after one that left nothing,
 * so that the next write begins the log anew.
 */
export const checkpointCells = { running: 0, failed: 1, emptied: 2 } as const;

/**
 * What runs in the thread that empties the log of a book: for each message one checkpoint, by a connection of its own
 * that is closed before the answer, so that the book's is the last one at the end. It waits for nobody and keeps nobody
 * waiting (PASSIVE); what is written meanwhile is left to the next one. It uses nothing from outside, since the thread
 * is started with its text: a file of its own would be one more in every bundle.
 */
export function checkpointThread(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  // Node 22 warns that SQLite is experimental; whoever opened the book has heard of it.
  process.emitWarning = () => undefined;
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const { file, shared } = workerData as { file: string; shared: SharedArrayBuffer };
  const cells = new Int32Array(shared);
  const checkpoint = (): void => {
    const database = new DatabaseSync(file);
    try {
      // Each time less is left; what comes faster than that is for the next message.
      for (let i = 0; i < 4; i++) {
        const row = database.prepare('PRAGMA wal_checkpoint(PASSIVE)').get();
        if (row?.['log'] !== row?.['checkpointed']) continue;
        Atomics.store(cells, 2, 1);
        return;
      }
    } finally {
      database.close();
    }
  };
  parentPort?.on('message', () => {
    try {
      checkpoint();
    } catch {
      Atomics.add(cells, 1, 1);
    }
    Atomics.store(cells, 0, 0);
    Atomics.notify(cells, 0);
    parentPort.postMessage(null);
  });
}
