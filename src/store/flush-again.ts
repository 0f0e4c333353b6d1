import { closeSync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs';

const pieceBytes = 64 * 1024;

/**
 * Writes all that a file has once more and flushes it: after a flush that failed the system takes what it could not
 * write for written (fsync(2)), and the next flush that works says nothing of it. Throws what the disk says.
 */
export function flushAgain(file: string): void {
  const opened = openSync(file, 'r+');
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    for (let at = 0; ; ) {
      const read = readSync(opened, piece, 0, pieceBytes, at);
      if (read === 0) break;
      for (let done = 0; done < read; )
        done += writeSync(opened, piece, done, read - done, at + done);
      at += read;
    }
    fdatasyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
