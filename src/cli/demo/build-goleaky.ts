import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { failure, type Result, success } from '../../model/result.ts';
import { packagePath } from '../package-path.ts';

const run = promisify(execFile);

/** Whether there is a Go toolchain on the PATH of `env`. */
export async function hasGo(env: NodeJS.ProcessEnv): Promise<boolean> {
  return run('go', ['version'], { env, timeout: 20_000 }).then(
    () => true,
    () => false,
  );
}

/**
 * Builds `examples/goleaky` into `folder` and answers with the program's path. Go's own cache makes
 * the second build a matter of a second. Fails with what the compiler said.
 */
export async function buildGoleaky(
  folder: string,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Result<string>> {
  const program = join(folder, process.platform === 'win32' ? 'goleaky.exe' : 'goleaky');
  const source = packagePath('examples', 'goleaky');
  try {
    await run('go', ['build', '-o', program, '.'], {
      cwd: source,
      // Nothing to download: standard library only, the toolchain that is there, no C compiler.
      env: { ...env, GOTOOLCHAIN: 'local', GOFLAGS: '', GOWORK: 'off', CGO_ENABLED: '0' },
      timeout: 180_000,
      signal,
    });
    return success(program);
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const said = stderr.trim() || message;
    return failure(
      `go build of ${source} failed: ${said}. Mend the Go toolchain (1.21 or newer), or run sawtooth demo --target node`,
      error,
    );
  }
}
