import { closeSync, existsSync, type FSWatcher, openSync, readSync, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { cgroupFolders } from './cgroup-folders.ts';
import { textOfFile } from './text-of-file.ts';

/** Kills for want of memory that the kernel has counted; absent: nobody may see it. */
export type Kills = {
  /** In the process' own cgroup. */
  readonly own?: number;
  /** In the one above it, which outlives it: in a pod that of the pod, with all its containers. */
  readonly pod?: number;
  /** Whether each was read just now; absent: it is what was read of it last, since nobody can read it any more. */
  readonly isOwnRead?: true;
  readonly isPodRead?: true;
};

/**
 * admin-guide/cgroup-v2 and admin-guide/cgroup-v1/memory (kernel.org). In v2 `memory.events` counts what is below along,
 * which in a process' own cgroup are others (a container in a container); kernels before 5.2 have no other.
 */
const ownFiles = {
  1: ['memory.oom_control'],
  2: ['memory.events.local', 'memory.events'],
} as const;
const podFile = 'memory.events';

/** proc(5), mountinfo: a hierarchy that is mounted so counts nothing along that is below (admin-guide/cgroup-v2). */
const isLocal = / - cgroup2 \S+ \S*\bmemory_localevents\b/;

/** The kubelet's `pod<uid>` and `kubepods-burstable-pod<uid>.slice`, podman's `libpod_pod_<id>`. */
const isPod = /(^|[-_])pod[-_]?[0-9a-f]{8}/;

/**
 * The kernel's counts of kills around one process, for longer than the process: the files are opened while it lives,
 * since its root file system goes with it. They can be read until the container's runtime removes the cgroup, some
 * hundredths of a second after the death; then they answer ENODEV. cgroup v2 notifies whoever watches its file, some
 * milliseconds before the process is gone; v1 does not, so near the limit somebody has to ask often (10 µs).
 */
export class KillCounter {
  readonly #own: number | null;
  readonly #pod: number | null;
  readonly #watcher: FSWatcher | null;
  #seen: Kills = {};

  /** `own`: of these the first that is there. */
  private constructor(own: readonly string[], pod: string | null, isNotified: boolean) {
    const path = own.find((one) => existsSync(one));
    this.#own = path === undefined ? null : opened(path);
    this.#pod = pod === null ? null : opened(pod);
    const isWatched = isNotified && path !== undefined && this.#own !== null;
    this.#watcher = isWatched ? watched(path, () => this.read()) : null;
    this.read();
  }

  /** Opens the counts around process `pid`; what may not be seen stays absent. `root` is where `proc` and `sys` stand. */
  static async open(pid: number, root: string): Promise<KillCounter | null> {
    const found = cgroupFolders(pid, root);
    const [own, above] = found?.folders ?? [];
    if (found === null || own === undefined) return null;
    // v1 counts each cgroup by itself; in v2 the one above counts along, and what is above a pod counts strangers.
    const isAbovePod = found.version === 2 && above !== undefined && isPod.test(basename(above));
    const hasPod = isAbovePod && !isLocal.test(textOfFile(join(root, 'proc/self/mountinfo')));
    return new KillCounter(
      ownFiles[found.version].map((name) => join(own, name)),
      hasPod ? join(above, podFile) : null,
      found.version === 2,
    );
  }

  /** The most that was ever counted: what cannot be read any more is as it was. */
  read(): Kills {
    const [ownNow, podNow] = [countIn(this.#own), countIn(this.#pod)];
    const own = ownNow ?? this.#seen.own;
    const pod = podNow ?? this.#seen.pod;
    this.#seen = { ...(own === undefined ? {} : { own }), ...(pod === undefined ? {} : { pod }) };
    return {
      ...this.#seen,
      ...(ownNow === undefined ? {} : { isOwnRead: true }),
      ...(podNow === undefined ? {} : { isPodRead: true }),
    };
  }

  close(): void {
    this.#watcher?.close();
    for (const file of [this.#own, this.#pod]) if (file !== null) closeSync(file);
  }
}

function opened(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}

function watched(path: string, changed: () => void): FSWatcher | null {
  try {
    // That a watch fails later (its cgroup is gone) tells nothing: the file answers that too.
    return watch(path, { persistent: false }, changed).on('error', () => undefined);
  } catch {
    return null;
  }
}

const buffer = Buffer.allocUnsafe(512);

function countIn(file: number | null): number | undefined {
  if (file === null) return undefined;
  try {
    const text = buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
    const found = /^oom_kill (\d+)$/m.exec(text)?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
