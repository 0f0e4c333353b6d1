import { closeSync, type FSWatcher, openSync, readSync, watch } from 'node:fs';
import { basename, join } from 'node:path';
import { cgroupFolders } from './cgroup-folders.ts';

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

/** admin-guide/cgroup-v2 and admin-guide/cgroup-v1/memory (kernel.org). */
const files = { 1: 'memory.oom_control', 2: 'memory.events' } as const;

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

  private constructor(own: string, pod: string | null, isNotified: boolean) {
    this.#own = opened(own);
    this.#pod = pod === null ? null : opened(pod);
    this.#watcher = isNotified && this.#own !== null ? watched(own, () => this.read()) : null;
    this.read();
  }

  /** Opens the counts around process `pid`; what may not be seen stays absent. `root` is where `proc` and `sys` stand. */
  static async open(pid: number, root: string): Promise<KillCounter | null> {
    const found = await cgroupFolders(pid, root);
    const [own, above] = found?.folders ?? [];
    if (found === null || own === undefined) return null;
    const name = files[found.version];
    // v1 counts each cgroup by itself; in v2 the one above counts along, and what is above a pod counts strangers.
    const hasPod = found.version === 2 && above !== undefined && isPod.test(basename(above));
    return new KillCounter(join(own, name), hasPod ? join(above, name) : null, found.version === 2);
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
