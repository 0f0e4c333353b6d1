import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canUnshare, cgroupHome, type PodRun, runPod } from './support/pod.ts';
import { buildGo, freePort, has, runToEnd, sawtooth } from './support/programs.ts';

const home = await cgroupHome();
const ready = (await has('go', 'version')) && typeof home !== 'string' && (await canUnshare());
if (typeof home === 'string') console.warn(`skipped: real OOM kills; ${home}`);

/** `npm run test:long` asks for twenty. */
const runs = Number(process.env['SAWTOOTH_OOM_RUNS'] ?? 2);
const culprit = 'goleaky/repo.SaveReport';
const mib = 2 ** 20;

type Stored = { role: string; kind: string; atMs: number; lifeStartAtMs: number; path: string };

/** When the recorder first said after a time that there is no room for a capture; Infinity: never. */
function refusedMs(log: string, sinceMs: number): number {
  const times = log
    .split('\n')
    .filter((line) => line.includes('the recorder leaves captures out while'))
    .map((line) => Date.parse(/^time=(\S+)/.exec(line)?.[1] ?? ''));
  return times.find((atMs) => atMs >= sinceMs) ?? Number.POSITIVE_INFINITY;
}

async function storedHeaps({ storage }: PodRun): Promise<Stored[]> {
  const files = await readdir(join(storage, 'captures'), { recursive: true });
  const texts = files
    .filter((file) => file.endsWith('.json'))
    .map((file) => readFile(join(storage, 'captures', file), 'utf8'));
  const captures: Stored[] = (await Promise.all(texts)).map((text) => JSON.parse(text));
  return captures
    .filter(({ kind }) => kind === 'heap')
    .map((capture) => ({ ...capture, path: join(storage, capture.path) }))
    .sort((a, b) => a.atMs - b.atMs);
}

describe.skipIf(!ready)('a sidecar beside a program that the kernel kills', () => {
  let goleaky = '';
  /** Of each life that the kernel ended: how far before its end the newest capture was begun, as a part of the life. */
  const distances: number[] = [];
  let held = 0;
  beforeAll(async () => {
    goleaky = await buildGo('examples/goleaky');
  });
  afterAll(() => {
    const furthest = (100 * Math.max(0, ...distances)).toFixed(1);
    console.log(
      `real OOM kills: ${held} of ${runs} runs have the capture from the last tenth of both lives and the right culprit ` +
        `(furthest from its end: ${furthest} % of its life, ${distances.length} lives)`,
    );
  });

  const numbers = Array.from({ length: runs }, (_, i) => i + 1);
  test.concurrent.for(numbers)(
    'OOM run %i: the last tenth of the life is on disk, and says who it was',
    async (run) => {
      if (typeof home === 'string') return;
      const appPort = await freePort();
      // A rate of its own for each run: lives of 20 to 40 s.
      const rate = 100 + ((run * 37) % 20) * 5;
      const pod = await runPod({
        home,
        limitBytes: 64 * mib,
        app: `${goleaky} -addr 127.0.0.1:${appPort} -rate ${rate} -payload 8192 -max 0`,
        // The second life is what tells the sidecar that the first is over; it is killed as well.
        lives: 2,
        sidecarArgs: [
          ...['--web.listen-address', '127.0.0.1:0', '--log.level', 'debug'],
          // A poll each 5 s: the looks and the captures have a pace of their own.
          ...['--scrape-interval', '5s'],
        ],
      });
      const story = pod.log.slice(-6000);
      expect(
        pod.exits.map(({ code }) => code),
        story,
      ).toEqual([137, 137]);
      const heaps = await storedHeaps(pod);
      for (const { startMs, endMs } of pod.exits) {
        const life = heaps.filter(({ atMs }) => atMs >= startMs && atMs <= endMs);
        const [first, newest] = [life[0], life.at(-1)];
        const lifeMs = endMs - startMs;
        // A kernel that finds a last page again and again lets it live where no capture may be taken any more.
        const roomEndedMs = Math.min(endMs, refusedMs(pod.log, newest?.atMs ?? endMs));
        expect(roomEndedMs - startMs, story).toBeGreaterThan(0.8 * lifeMs);
        distances.push((roomEndedMs - (newest?.atMs ?? startMs)) / lifeMs);
        expect((first?.atMs ?? endMs) - startMs, story).toBeLessThan(15_000);
        expect(
          roomEndedMs - (newest?.atMs ?? 0),
          `back, of ${lifeMs} ms\n${story}`,
        ).toBeLessThanOrEqual(lifeMs / 10);
        const [node, main] = sawtooth;
        const paths = [first?.path ?? '', newest?.path ?? ''];
        const diff = await runToEnd(node, [main, 'diff', '--json', ...paths]);
        expect(JSON.parse(diff.stdout).culprits[0].function).toBe(culprit);
      }
      expect(heaps.length).toBeLessThanOrEqual(32);
      expect(pod.log).toMatch(/msg="life ended".*cause=oom inferred=false/);
      expect(pod.log).toContain(`culprit="${culprit}`);
      const incidents = await readdir(join(pod.storage, 'incidents'));
      expect(incidents.length, story).toBeGreaterThan(0);
      for (const id of incidents) {
        const text = await readFile(join(pod.storage, 'incidents', id, 'incident.json'), 'utf8');
        expect(JSON.parse(text).culprits[0].function).toBe(culprit);
      }
      held++;
    },
  );

  /** What is told of the ends of lives: `cause=oom inferred=false by=cgroup`. */
  function endsIn(log: string): string[] {
    return [...log.matchAll(/msg="life ended".*?(cause=\S+ inferred=\S+ by=\S+)/g)].map(
      ([, end = '']) => end,
    );
  }

  async function incidentsOf({ storage, log }: PodRun): Promise<string[]> {
    const ids = await readdir(join(storage, 'incidents')).catch(() => []);
    expect(ids.length, log.slice(-6000)).toBeGreaterThan(0);
    return Promise.all(
      ids.map((id) => readFile(join(storage, 'incidents', id, 'incident.json'), 'utf8')),
    );
  }

  test.concurrent.for([
    ['a while after the end: the kernel says that it was killed', 300, /inferred=false by=cgroup$/],
    ['at once: the kernel may not have been heard', 0, /by=(cgroup|level)$/],
  ] as const)('its cgroup goes with the container, %s', async ([, removedAfterMs, by]) => {
    if (typeof home === 'string') return;
    const appPort = await freePort();
    const pod = await runPod({
      ...{ home, limitBytes: 64 * mib, lives: 2, removedAfterMs },
      app: `${goleaky} -addr 127.0.0.1:${appPort} -rate 300 -payload 8192 -max 0`,
      // A scrape each 15 s, as the manifests have it: lives of some 20 s.
      sidecarArgs: ['--web.listen-address', '127.0.0.1:0', '--log.level', 'debug'],
    });
    const ends = endsIn(pod.log);
    console.log(`removed after ${removedAfterMs} ms: ${ends.join('; ')}`);
    expect(ends.length, pod.log.slice(-6000)).toBeGreaterThan(0);
    for (const end of ends) {
      expect(end).toMatch(/^cause=oom/);
      expect(end).toMatch(by);
    }
    for (const incident of await incidentsOf(pod)) {
      expect(JSON.parse(incident).culprits[0].function).toBe(culprit);
    }
  });

  test('as another user, who may not see a cgroup, it infers the kill, says so and opens the incident', async () => {
    if (typeof home === 'string') return;
    const appPort = await freePort();
    const pod = await runPod({
      ...{ home, limitBytes: 64 * mib, lives: 2, removedAfterMs: 0 },
      app: `${goleaky} -addr 127.0.0.1:${appPort} -rate 300 -payload 8192 -max 0`,
      sidecarArgs: ['--web.listen-address', '127.0.0.1:0', '--comm', 'program'],
      // As in a pod under the restricted profile: its own cgroup alone is mounted, and the app is another user's. What it
      // knows of the limit is what the downward API tells.
      sidecarUnder:
        `env MEM_LIMIT=${64 * mib} unshare --mount sh -c ` +
        `'mount -t tmpfs none /sys/fs/cgroup && exec setpriv --reuid 65532 --regid 65532 --clear-groups --no-new-privs --bounding-set -all "$@"' sh`,
    });
    expect(endsIn(pod.log)[0], pod.log.slice(-6000)).toBe('cause=oom inferred=true by=level');
    for (const incident of await incidentsOf(pod)) {
      const { verdict, culprits } = JSON.parse(incident);
      expect(verdict.explanation).toMatch(/a kill for want of memory is inferred/);
      expect(culprits[0].function).toBe(culprit);
    }
  });

  test('as another user it says what it may not see, how to grant it, and watches what is left', async () => {
    if (typeof home === 'string') return;
    const appPort = await freePort();
    const pod = await runPod({
      home,
      limitBytes: 256 * mib,
      app: `timeout --foreground 15 ${goleaky} -addr 127.0.0.1:${appPort} -rate 10`,
      lives: 1,
      sidecarArgs: [
        ...['--web.listen-address', '127.0.0.1:0', '--log.level', 'debug'],
        ...['--scrape-interval', '1s', '--comm', 'program'],
      ],
      // As the restricted profile has it.
      sidecarUnder:
        'setpriv --reuid 65532 --regid 65532 --clear-groups --no-new-privs --bounding-set -all',
    });
    expect(pod.log).toMatch(/user 0\) user 65532 may read VmRSS alone.*runAsUser: 0/);
    expect(pod.log.match(/may read VmRSS alone/g)).toHaveLength(1);
    // Its ports are not known to be its own; what answers at one tells when it started.
    expect(pod.log).toContain(`with profiles at http://127.0.0.1:${appPort}/debug/pprof`);
    expect(await storedHeaps(pod)).not.toEqual([]);
  });
});
