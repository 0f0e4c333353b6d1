import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, has } from './programs.ts';

/** The version that install-s3.sh builds. */
const version = 'v1.8.0';

/** The command of versitygw, an S3 server that checks signatures; null: there is none. */
export async function s3Command(): Promise<string | null> {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
  const built = join(cache, 'sawtooth', `versitygw-${version}`, 'versitygw');
  for (const command of ['versitygw', built]) if (await has(command, '--version')) return command;
  return null;
}

/** A running S3 server on a folder of its own; a folder in `root` is a bucket. */
export type S3Server = {
  readonly url: string;
  readonly root: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

export async function startS3(command: string, buckets: readonly string[]): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-s3-'));
  const root = join(folder, 'buckets');
  await mkdir(join(folder, 'sidecar'), { recursive: true });
  for (const bucket of buckets) await mkdir(join(root, bucket), { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const [accessKeyId, secretAccessKey] = ['testkey', 'test-secret'];
  let child: ChildProcess | null = null;
  const start = async () => {
    const common = ['--port', `127.0.0.1:${port}`, '--access', accessKeyId];
    const keys = [...common, '--secret', secretAccessKey, '--region', 'eu-test-1', '--quiet'];
    // Not every file system has extended attributes: what belongs there lies beside it.
    child = spawn(command, [...keys, 'posix', '--sidecar', join(folder, 'sidecar'), root], {
      stdio: 'ignore',
    });
    for (let tries = 0; tries < 200; tries++) {
      if (
        await fetch(url).then(
          () => true,
          () => false,
        )
      )
        return;
      await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('the S3 server does not listen');
  };
  const stop = () =>
    new Promise<void>((done) => {
      if (child === null || child.exitCode !== null) return done();
      child.once('exit', () => done());
      child.kill('SIGKILL');
    });
  await start();
  const remove = async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { url, root, accessKeyId, secretAccessKey, stop, start, remove };
}
