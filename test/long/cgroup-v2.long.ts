import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layPod } from '../e2e/support/pod.ts';
import { buildGo, has } from '../e2e/support/programs.ts';
import { cached, isCached } from './support/cache.ts';
import { runPodInLinux } from './support/user-mode-linux.ts';

const mib = 2 ** 20;
const ready = (await isCached('linux.uml')) && (await has('go', 'version'));
if (!ready) console.warn('skipped: cgroup v2; it needs Go and user-mode-linux (Debian)');

test.skipIf(!ready).each([
  ['as root', ''],
  ['as nobody', 'setpriv --reuid 65532 --regid 65532 --clear-groups'],
])('under cgroup v2 a sidecar %s sees who the kernel kills, of what, and why', async (_, under) => {
  const goleaky = await buildGo('examples/goleaky');
  const plan = {
    home: { folder: '/sys/fs/cgroup', limitFile: 'memory.max' },
    limitBytes: 64 * mib,
    app: `${goleaky} -addr 127.0.0.1:6060 -rate 30 -payload 65536 -max 0`,
    lives: 2,
    sidecarUnder: under,
    sidecarArgs: [
      ...['--web.listen-address', '127.0.0.1:0', '--log.level', 'debug'],
      ...['--scrape-interval', '5s'],
    ],
  };
  // A kernel that is a program takes its time.
  const laid = await layPod(plan, 20);
  const pod = await runPodInLinux(cached('linux.uml'), laid, 300_000);
  expect(
    pod.exits.map(({ code }) => code),
    pod.log,
  ).toEqual([137, 137]);
  const ends = [...pod.log.matchAll(/msg="life ended".*?(cause=\S+ inferred=\S+ by=\S+)/g)];
  console.log(`under cgroup v2: ${ends.map(([, end]) => end).join('; ')}`);
  expect(ends.length, pod.log).toBeGreaterThan(0);
  for (const [, end] of ends) expect(end).toBe('cause=oom inferred=false by=cgroup');
  const incidents = await readdir(join(pod.storage, 'incidents'));
  expect(incidents.length, pod.log).toBeGreaterThan(0);
  for (const id of incidents) {
    const text = await readFile(join(pod.storage, 'incidents', id, 'incident.json'), 'utf8');
    const { culprits, verdict } = JSON.parse(text);
    expect(culprits[0].function).toBe('goleaky/repo.SaveReport');
    expect(verdict.limitBytes).toBe(64 * mib);
  }
});
