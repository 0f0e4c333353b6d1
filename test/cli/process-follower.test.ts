import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { ProcessFollower } from '../../src/cli/processes/process-follower.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A follower of one process by its id, in a time that passes while it sleeps. */
function following(pid: number) {
  let nowMs = 1e9;
  const slept: number[] = [];
  const job = {
    jobName: 'pod',
    match: { notSelf: false, comm: null, cmdline: null, pid },
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
    const { follower, run } = following(child.pid ?? 0);
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
