import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import type { Told } from '../../cli/fake-io.ts';

const execute = promisify(execFile);

/** `go tool pprof` of the machine: runs it in a folder, with `input` on its stdin. */
export type GoPprof = (cwd: string, args: readonly string[], input?: string) => Promise<Told>;

/**
 * The pprof that comes with Go. Null where there is no Go, or where it is so old that it writes times
 * in another layout than google/pprof does now.
 */
export async function goPprof(profile: string): Promise<GoPprof | null> {
  try {
    // Asked for its help it is built, where Go does not bring it built.
    await execute('go', ['tool', 'pprof', '-top', profile]);
    const path = (await execute('go', ['tool', '-n', 'pprof'])).stdout.trim();
    const pprof: GoPprof = (cwd, args, input = '') => run(path, cwd, args, input);
    const { out } = await pprof('/', ['-top', profile]);
    return /^Time: \d{4}-/m.test(out) ? pprof : null;
  } catch {
    return null;
  }
}

function run(path: string, cwd: string, args: readonly string[], input: string): Promise<Told> {
  return new Promise((resolve, reject) => {
    // Nothing of this machine shall be looked through for symbols, and nothing saved in a home.
    const env = { TZ: 'UTC', HOME: cwd, PPROF_TMPDIR: cwd, PATH: '' };
    const child = spawn(path, args, { cwd, env });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text;
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, out, err }));
    // It may end before it has read everything.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
