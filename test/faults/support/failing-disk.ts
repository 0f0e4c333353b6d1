import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** The environment of a process whose writes below `path` fail now and then; `left` gets what a power cut would leave. */
export type FailingDisk = (of: {
  readonly path: string;
  readonly left: string;
  readonly seed: number;
}) => Readonly<Record<string, string>>;

/** How often of a thousand: slices of 20 ms without room, and flushes that fail. */
export type FailureRates = { readonly full: number; readonly flush: number };

/**
 * Compiles `failing-disk.c` into `folder`; null where there is no C compiler, or this is not Linux. It stands between the
 * process and its C library, so that SQLite's own calls fail and not a function of ours.
 */
export function failingDisk(folder: string, { full, flush }: FailureRates): FailingDisk | null {
  const library = join(folder, 'failing-disk.so');
  const source = new URL('failing-disk.c', import.meta.url).pathname;
  try {
    if (process.platform !== 'linux') return null;
    const flags = ['-O2', '-shared', '-fPIC', '-o', library, source, '-ldl', '-lpthread'];
    execFileSync('cc', flags, { stdio: 'ignore' });
  } catch {
    return null;
  }
  return ({ path, left, seed }) => ({
    LD_PRELOAD: library,
    FAILING_DISK_UNDER: path,
    FAILING_DISK_LEFT: left,
    FAILING_DISK_SEED: `${seed}`,
    FAILING_DISK_WRITE: `${full}`,
    FAILING_DISK_FLUSH: `${flush}`,
  });
}
