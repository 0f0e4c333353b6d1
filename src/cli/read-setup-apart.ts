import { fork } from 'node:child_process';
import type { Result } from '../model/result.ts';
import { UsageError } from './command.ts';
import { packagePath } from './package-path.ts';
import type { SetupFiles, SetupRead } from './read-setup.ts';

/** `readSetup` in a process of its own, which takes the memory that it needs along when it ends. */
export function readSetupApart(files: SetupFiles): Promise<SetupRead> {
  // From source it is a neighbour, in the bundle an entry of its own.
  const isSource = import.meta.url.endsWith('.ts');
  const file = packagePath(isSource ? 'src/cli/setup-worker.ts' : 'dist/cli/setup-worker.js');
  return new Promise((resolve, reject) => {
    const child = fork(file, [], {
      // What we were started with (a debugger's port) is not for it; what it complains of is for who reads our stderr.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    let answer: Result<SetupRead> | null = null;
    child.on('message', (read) => {
      answer = read as Result<SetupRead>;
    });
    child.on('error', reject);
    child.on('exit', () => {
      if (answer === null) reject(new Error('reading the configuration ended without an answer'));
      else if (answer.ok) resolve(answer.value);
      else reject(new UsageError(answer.reason));
    });
    child.send(files, () => undefined);
  });
}
