import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { ProcessFollower } from '../../src/cli/processes/process-follower.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A follower of one process, in a time that passes while it sleeps. */
function following(match: { pid?: number; cmdline?: string }) {
  let nowMs = 1e9;
  const slept: number[] = [];
  const job = {
    jobName: 'pod',
    match: { notSelf: false, comm: null, cmdline: null, pid: null, ...match },
    labels: {},
    scrapeIntervalMs: 15_000,
    scrapeTimeoutMs: 10_000,
    limitBytes: null,
    workloadLabels: null,
    profiles: null,
    http: { headers: {} },
  };
  let looked = () => {};
  const follower = new ProcessFollower(job, {
    pod: { labels: {}, owner: null, limitBytes: null, profilesUrl: null },
    host: 'vm',
    // Nobody's: what it starts itself it does not watch.
    pid: -1,
    uid: process.getuid?.() ?? 0,
    machineBytes: 2 ** 34,
    recorder: null,
    nowMs: () => nowMs,
    sleep: async (ms) => {
      slept.push(ms);
      nowMs += ms;
      looked();
    },
  });
  /** Lets it look so often; the pauses after each look. */
  const run = async (looks: number) => {
    const until = slept.length + looks;
    const stop = new AbortController();
    looked = () => {
      if (slept.length === until) stop.abort();
    };
    await follower.run(() => {}, stop.signal);
    return slept.slice(until - looks);
  };
  return { follower, run };
}

test.skipIf(process.platform !== 'linux')(
  'a process that is there, and was asked for its pages, is looked at half as often as one that is looked for',
  async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    children.push(child);
    await once(child, 'spawn');
    const { follower, run } = following({ pid: child.pid ?? 0 });
    const first = await run(30);
    expect(first[0]).toBe(1_000);
    expect(first.filter((ms) => ms === 2_000).length).toBeGreaterThan(20);
    expect(follower.targets[0]?.url).toContain(String(child.pid));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const gone = await run(3);
    expect(gone).toEqual([1_000, 1_000, 1_000]);
  },
);

test.skipIf(process.platform !== 'linux').each([
  ['below a shell that waits for it', '; :'],
  ['in place of a shell that becomes it', ''],
])('the app is followed %s', async (_, after) => {
  const mark = `sawtooth-${process.pid}-${after.length}`;
  const app = `${after === '' ? 'exec ' : ''}"${process.execPath}" -e 'setInterval(() => {}, 1000)' ${mark}`;
  const shell = spawn('/bin/sh', ['-c', `read go; ${app}${after}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  children.push(shell);
  await once(shell, 'spawn');
  const { follower, run } = following({ cmdline: mark });
  const name = () => follower.targets[0]?.labels['process'];
  await run(5);
  expect(name()).toBe('sh');
  shell.stdin?.write('\n');
  const isApp = () => name() !== 'sh' && follower.targets.length === 1;
  for (let tries = 0; tries < 100 && !isApp(); tries++) {
    await run(10);
    await delay(50);
  }
  expect(name()).toMatch(/node/);
  const pid = Number(follower.targets[0]?.url.replace('pid:', ''));
  if (after !== '') process.kill(pid, 'SIGKILL');
  expect(pid === shell.pid).toBe(after === '');
});
