import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sawtooth } from './programs.ts';

const execute = promisify(execFile);

/** The memory controller of this machine, where cgroups can be made in it. */
export type CgroupHome = { readonly folder: string; readonly limitFile: string };

/** Where memory cgroups can be made here, v1 or v2; a sentence that says why they cannot. */
export async function cgroupHome(): Promise<CgroupHome | string> {
  const homes = [
    { folder: '/sys/fs/cgroup/memory', limitFile: 'memory.limit_in_bytes' },
    { folder: '/sys/fs/cgroup', limitFile: 'memory.max' },
  ];
  for (const home of homes) {
    const probe = join(home.folder, `sawtooth-probe-${process.pid}`);
    try {
      mkdirSync(probe);
    } catch {
      continue;
    }
    const works = existsSync(join(probe, home.limitFile));
    rmdirSync(probe);
    if (works) return home;
  }
  return 'no memory cgroup can be made here (root and a writable memory controller are needed)';
}

/** What a pod has of its own: processes and ports; others on this machine are none of its business. */
const namespaces = ['--pid', '--net', '--fork', '--mount-proc'] as const;

/** Whether these can be made here. */
export function canUnshare(): Promise<boolean> {
  return execute('unshare', [...namespaces, 'ip', 'link', 'set', 'lo', 'up']).then(
    () => true,
    () => false,
  );
}

/** What a pod under test runs. */
export type PodPlan = {
  readonly home: CgroupHome;
  readonly limitBytes: number;
  /** The app's command line: a shell's. */
  readonly app: string;
  /** How often it is started again. */
  readonly lives: number;
  readonly sidecarArgs: readonly string[];
  /** What the container's runtime does when the app has ended: each life has a cgroup of its own, removed after so long. */
  readonly removedAfterMs?: number;
  /** Before the sidecar starts: `setpriv …`. */
  readonly sidecarUnder?: string;
};

/** How one life of the app ended. */
export type AppExit = { readonly code: number; readonly startMs: number; readonly endMs: number };

/** A pod that ran to its end. */
export type PodRun = {
  readonly storage: string;
  readonly log: string;
  readonly exits: readonly AppExit[];
};

/** A pod that is laid out in a folder of its own and waits for its start. */
export type LaidPod = {
  readonly folder: string;
  /** Its cgroups, which its start makes. */
  readonly cgroups: readonly string[];
  /** What a shell runs to start it; it is over when that is. */
  readonly start: string;
};

/**
 * A pod as Kubernetes makes one, without Kubernetes: a process namespace with `pause` as its first process, a
 * network of its own, the app in a memory cgroup of its own with a limit, started again when it dies, and the sidecar beside it. Runs
 * until the last life is over and the sidecar has had `graceSeconds` to say what it has to.
 */
export async function runPod(plan: PodPlan, graceSeconds = 2): Promise<PodRun> {
  const laid = await layPod(plan, graceSeconds);
  const pod = spawn('/bin/bash', ['-c', laid.start], { stdio: 'ignore' });
  await new Promise((resolve) => pod.once('exit', resolve));
  for (const cgroup of laid.cgroups) await removed(cgroup);
  return readPod(laid);
}

/** Lays out what `runPod` runs. */
export async function layPod(plan: PodPlan, graceSeconds = 2): Promise<LaidPod> {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-pod-'));
  const storage = join(folder, 'data');
  mkdirSync(storage);
  // As an emptyDir is: anybody's.
  chmodSync(folder, 0o755);
  chmodSync(storage, 0o777);
  const name = folder.split('/').at(-1) ?? '';
  const cgroups = ['pause', 'app'].map((part) => join(plan.home.folder, `${name}-${part}`));
  const [pauseGroup = '', appGroup = ''] = cgroups;
  const own = plan.removedAfterMs !== undefined;
  const make = `mkdir ${appGroup} && echo ${plan.limitBytes} > ${appGroup}/${plan.home.limitFile}`;
  symlinkSync('/bin/bash', join(folder, 'pause'));
  const [node, main] = sawtooth;
  const sidecar = [node, main, 'sidecar', '--storage.path', storage, ...plan.sidecarArgs];
  writeFileSync(
    join(folder, 'init.sh'),
    `ip link set lo up
(echo $BASHPID > ${plan.home.folder}/cgroup.procs && exec ${plan.sidecarUnder ?? ''} ${sidecar.map(quoted).join(' ')}) > ${folder}/log 2>&1 &
sidecar=$!
for life in $(seq ${plan.lives}); do
  ${own ? make : ''}
  start=$(date +%s%3N)
  (echo $BASHPID > ${appGroup}/cgroup.procs && exec ${plan.app}) > ${folder}/app.log 2>&1
  echo "$? $start $(date +%s%3N)" >> ${folder}/exits
  ${own ? `read -t ${(plan.removedAfterMs ?? 0) / 1000 + 0.001} <> <(:); until rmdir ${appGroup}; do :; done` : ''}
  [ $life = ${plan.lives} ] || read -t 1 <> <(:)
done
read -t ${graceSeconds} <> <(:)
kill -TERM $sidecar; wait $sidecar
`,
  );
  // Nothing runs without the limit that was asked for.
  const start = `set -e
mkdir ${pauseGroup}
${own ? '' : make}
echo $$ > ${pauseGroup}/cgroup.procs
exec unshare ${namespaces.join(' ')} ${folder}/pause ${folder}/init.sh`;
  return { folder, cgroups, start };
}

/** What a pod that is over has left. */
export async function readPod({ folder }: LaidPod): Promise<PodRun> {
  const exits = await readFile(join(folder, 'exits'), 'utf8').catch(() => '');
  return {
    storage: join(folder, 'data'),
    log: await readFile(join(folder, 'log'), 'utf8').catch(() => ''),
    exits: exits
      .trim()
      .split('\n')
      .map((line) => line.split(' ').map(Number))
      .map(([code = -1, startMs = 0, endMs = 0]) => ({ code, startMs, endMs })),
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A cgroup can be removed a moment after its last process is gone. */
async function removed(cgroup: string): Promise<void> {
  for (let i = 0; i < 50; i++) {
    try {
      rmdirSync(cgroup);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
