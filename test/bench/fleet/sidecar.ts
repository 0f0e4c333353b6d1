/**
 * The sidecar as an image runs it (one whole bundle, two settings of its environment): how soon it is ready, how
 * much memory and processor time it takes beside a Go program, and what a poll and a capture cost the program.
 */
import { type ChildProcess, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  answers,
  folder,
  root,
  start,
  startSidecar,
  statusMib,
  stop,
  tell,
} from '../support/sidecar-process.ts';

/** Three minutes in CI, an hour in test:long. */
const watchSeconds = Number(process.env['SAWTOOTH_SIDECAR_SECONDS'] ?? 180);
const bounds = { readyMs: 2_000, steadyMib: 80, cpuShare: 0.005 };

await besideGo();

async function besideGo(): Promise<void> {
  const program = join(folder, 'goleaky');
  try {
    const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' };
    execFileSync('go', ['build', '-o', program, '.'], { cwd: join(root, 'examples/goleaky'), env });
  } catch (error) {
    console.log(`skipped: beside a Go program (${(error as Error).message.split('\n')[0]})`);
    return;
  }
  const address = '127.0.0.1:16463';
  const go = start(program, ['-addr', address, '-rate', '200', '-payload', '512', '-max', '0'], {});
  await answers(`http://${address}/debug/pprof/`);
  const cost = await costOf(go, `http://${address}/debug/pprof`);
  console.log(
    `a poll (heap?debug=1, goroutine?debug=1) costs the program ${cost.pollMs.toFixed(1)} ms`,
  );
  console.log(
    `a capture (heap?gc=1, goroutine) costs it ${cost.captureMs.toFixed(1)} ms and moves its peak by ${cost.peakKib} KiB`,
  );

  const port = 16464;
  const startedMs = performance.now();
  const sidecar = startSidecar(go, port);
  await answers(`http://127.0.0.1:${port}/-/ready`);
  tell('ready', performance.now() - startedMs, 'ms', bounds.readyMs);
  await wait(10_000);
  const [before, fromMs] = [cpuMs(sidecar), performance.now()];
  const rss: number[] = [];
  while (performance.now() - fromMs < watchSeconds * 1000) {
    await wait(5_000);
    rss.push(statusMib(sidecar, 'VmRSS'));
  }
  const share = (cpuMs(sidecar) - before) / (performance.now() - fromMs);
  const half = rss.length >> 1;
  tell(`resident, most in ${watchSeconds} s`, Math.max(...rss), 'MiB', bounds.steadyMib);
  console.log(
    `  first half ${mean(rss.slice(0, half))} MiB, second half ${mean(rss.slice(half))} MiB`,
  );
  tell('of a core', 100 * share, '%', 100 * bounds.cpuShare);
  await stop(sidecar);
  await stop(go);
}

/** By the program's own processor time, which the kernel counts in steps of 10 ms: so many at once. */
async function costOf(program: ChildProcess, url: string) {
  const idle = await spent(program, async () => wait(2_000));
  const per = async (paths: readonly string[], times: number) => {
    const from = performance.now();
    const used = await spent(program, async () => {
      for (let i = 0; i < times; i++) {
        for (const path of paths) await fetch(`${url}/${path}`).then((page) => page.arrayBuffer());
      }
    });
    return (used - (idle * (performance.now() - from)) / 2_000) / times;
  };
  const pollMs = await per(['heap?debug=1', 'goroutine?debug=1'], 200);
  const before = statusMib(program, 'VmHWM');
  const captureMs = await per(['heap?gc=1', 'goroutine'], 100);
  return { pollMs, captureMs, peakKib: Math.round((statusMib(program, 'VmHWM') - before) * 1024) };
}

async function spent(program: ChildProcess, act: () => Promise<unknown>): Promise<number> {
  const before = cpuMs(program);
  await act();
  return cpuMs(program) - before;
}

function cpuMs({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Its own, and that of its children which have ended: what compares is one.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)).toFixed(1);
}
