import { Worker } from 'node:worker_threads';
import type { Result } from '../model/result.ts';
import { UsageError } from './command.ts';
import { packagePath } from './package-path.ts';
import type { SetupFiles, SetupRead } from './read-setup.ts';

/** `readSetup` in a thread of its own, which takes the memory that it needs along when it ends. */
export function readSetupApart(files: SetupFiles): Promise<SetupRead> {
  // From source it is a neighbour, in the bundle an entry of its own.
  const isSource = import.meta.url.endsWith('.ts');
  const file = packagePath(isSource ? 'src/cli/setup-worker.ts' : 'dist/cli/setup-worker.js');
  return new Promise((resolve, reject) => {
    const worker = new Worker(file, { workerData: files });
    let answer: Result<SetupRead> | null = null;
    worker.on('message', (read: Result<SetupRead>) => {
      answer = read;
    });
    worker.on('error', reject);
    worker.on('exit', () => {
      if (answer === null) reject(new Error('reading the configuration ended without an answer'));
      else if (answer.ok) resolve(answer.value);
      else reject(new UsageError(answer.reason));
    });
  });
}
