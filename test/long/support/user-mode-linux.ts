import { spawn } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LaidPod, type PodRun, readPod } from '../../e2e/support/pod.ts';

/**
 * Runs a pod in a kernel of its own that has cgroup v2 alone: Debian's user-mode-linux at `kernel`, with this machine's files
 * to read and the pod's folder to write. Rejects with what it printed when it is not over after
 * `timeoutMs`, or the pod has not run.
 */
export async function runPodInLinux(
  kernel: string,
  laid: LaidPod,
  timeoutMs: number,
): Promise<PodRun> {
  const { folder, start } = laid;
  // In the folder of another system nobody may write but who runs this.
  const storage = join(folder, 'data');
  const init = join(folder, 'boot.sh');
  await writeFile(join(folder, 'start.sh'), start);
  await writeFile(
    init,
    `#!/bin/bash
export PATH=/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/run
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t hostfs none ${folder} -o ${folder}
mount -t tmpfs -o mode=1777 tmpfs ${storage}
echo +memory > /sys/fs/cgroup/cgroup.subtree_control
ip link set lo up
/bin/bash ${folder}/start.sh
cp -r ${storage} /run/kept
umount ${storage}
cp -r /run/kept/. ${storage}
echo o > /proc/sysrq-trigger
read -t 60 <> <(:)
`,
  );
  await chmod(init, 0o755);
  const files = ['root=none', 'rootfstype=hostfs', 'rootflags=/', 'ro'];
  const console = ['con=null', 'con0=fd:0,fd:1', 'quiet'];
  const child = spawn(kernel, ['mem=1024M', ...files, `init=${init}`, ...console], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its processes are processes of this machine: all of them end with it.
    detached: true,
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      printed += text;
    });
  }
  const isOver = await new Promise<boolean>((resolve, reject) => {
    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      resolve(false);
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', () => {
      clearTimeout(timer);
      resolve(true);
    });
  });
  const end = printed.slice(-4000);
  if (!isOver) throw new Error(`not over after ${timeoutMs / 1000} s: ${end}`);
  const pod = await readPod(laid);
  if (pod.log === '') throw new Error(`the pod has not run: ${end}`);
  return pod;
}
