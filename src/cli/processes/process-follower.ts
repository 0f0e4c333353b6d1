import { alone, blindSpots, isNodeSized, nobody } from '../../discover/process/blind-spots.ts';
import { isAlone } from '../../discover/process/choose-processes.ts';
import {
  type ProcessInfo,
  residentBytes,
  startTicksOf,
} from '../../discover/process/list-processes.ts';
import { listeningPorts } from '../../discover/process/listening-ports.ts';
import type { PodIdentity } from '../../discover/process/pod-identity.ts';
import { ProcessList } from '../../discover/process/process-list.ts';
import { processTarget } from '../../discover/process/process-target.ts';
import type { ProcessConfig } from '../../model/config.ts';
import type { RecorderPolicy } from '../../model/recorder.ts';
import type { Target } from '../../model/target.ts';
import { readProcess } from '../../scrape/read-process.ts';
import { type Followed, isWhole, newFollowed, noPages, servesNothing } from './followed.ts';
import { type Pages, probePorts } from './probe-ports.ts';
import { whoIsFollowed } from './who-is-followed.ts';

/** What the follower stands in. */
export type FollowerWorld = {
  readonly pod: PodIdentity;
  readonly host: string;
  /** Of this process. */
  readonly pid: number;
  readonly uid: number;
  /** Of the machine, in bytes. */
  readonly machineBytes: number;
  readonly recorder: RecorderPolicy | null;
  readonly nowMs: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
};

/**
 * Known processes are looked after so often, and half as often while none is looked for or about to be asked for its
 * pages; new ones are looked for less often once some are known.
 */
const lookEveryMs = 1_000;
const settledEveryMs = 2_000;
const listEveryMs = 15_000;

/** What starts an app does it soon: what it has started is looked for more often at first. */
const startMs = 60_000;
const startListEveryMs = 5_000;

/** A program may open its ports long after its start: it is asked again, ever more rarely. */
const longestPauseMs = 60_000;

/**
 * The processes of one `process_configs` entry, found in `/proc` and followed across their restarts: each
 * is one target, whatever its pid. Their pages are found by asking at the ports on which they listen.
 */
export class ProcessFollower {
  readonly #job: ProcessConfig;
  readonly #world: FollowerWorld;
  #followed: readonly Followed[] = [];
  /** Seen for the first time at the last list; null: there was none. */
  #newcomers: readonly ProcessInfo[] | null = null;
  #listedAtMs = Number.NEGATIVE_INFINITY;
  /** Whether one was looked for the last time. */
  #isLooking = true;
  readonly #processes = new ProcessList();
  /** What is said in place of a process while none is there. */
  readonly #missing: Followed;

  constructor(job: ProcessConfig, world: FollowerWorld) {
    this.#job = job;
    this.#world = world;
    this.#missing = newFollowed(null, [nobody]);
  }

  /** A target for each process, or one that says why there is none. */
  get targets(): readonly Target[] {
    const shown = this.#followed.length === 0 ? [this.#missing] : this.#followed;
    return shown.map(({ name, process, pages, notices, limitBytes }) =>
      processTarget(
        this.#job,
        { pid: process?.pid ?? null, name, ...pages, limitBytes, notices },
        this.#world,
      ),
    );
  }

  /** Looks again and again until `signal` is aborted; `changed` is called when the targets are others. */
  async run(changed: () => void, signal: AbortSignal): Promise<void> {
    let known = JSON.stringify(this.targets);
    while (!signal.aborted) {
      if (await this.look(signal)) {
        const now = JSON.stringify(this.targets);
        if (now !== known) changed();
        known = now;
      }
      await this.#world.sleep(this.#isSettled() ? settledEveryMs : lookEveryMs, signal);
    }
  }

  #isSettled(): boolean {
    const untilMs = this.#world.nowMs() + settledEveryMs;
    const isAsked = ({ found, nextTryAtMs }: Followed) => isWhole(found) || nextTryAtMs > untilMs;
    return !this.#isLooking && this.#followed.every(isAsked);
  }

  /** One look: who has gone, who has come, who serves pages by now. Whether there was anything to ask or to list. */
  async look(signal: AbortSignal): Promise<boolean> {
    const lost = this.#someLost();
    const isWaiting = this.#newcomers !== null && this.#newcomers.length > 0;
    this.#isLooking = lost || isWaiting || this.#followed.length === 0;
    const nowMs = this.#world.nowMs();
    const isDue = lost || Math.abs(nowMs - this.#listedAtMs) >= this.#listPauseMs(nowMs);
    // What was read before counts for nothing while one is looked for.
    if (isDue) await this.#list(nowMs, this.#isLooking);
    const asked = await Promise.all(this.#followed.map((each) => this.#findPages(each, signal)));
    if (this.#followed.length > 0) return isDue || asked.includes(true);
    return (await this.#lookFromOutside(signal)) || isDue;
  }

  #someLost(): boolean {
    return this.#followed.some(
      ({ process }) => process === null || startTicksOf(process.pid) !== process.startTicks,
    );
  }

  #listPauseMs(nowMs: number): number {
    if (this.#isLooking) return lookEveryMs;
    const mayStart = ({ found, sinceMs }: Followed) =>
      servesNothing(found) && Math.abs(nowMs - sinceMs) < startMs;
    return this.#followed.some(mayStart) ? startListEveryMs : listEveryMs;
  }

  async #list(nowMs: number, anew: boolean): Promise<void> {
    this.#listedAtMs = nowMs;
    const all = this.#processes.list(nowMs, anew);
    const { match } = this.#job;
    const { pid: self } = this.#world;
    const newcomers = this.#newcomers;
    const who = whoIsFollowed(this.#followed, {
      all,
      match,
      self,
      nowMs,
      residentBytes,
      newcomers,
    });
    this.#followed = who.followed;
    this.#newcomers = who.newcomers;
    for (const { each, process } of who.begun) await this.#follow(each, process);
    this.#missing.notices = [isAlone(all, this.#world.pid) ? alone : nobody];
  }

  async #follow(followed: Followed, process: ProcessInfo): Promise<void> {
    const { pod, uid, machineBytes } = this.#world;
    followed.process = process;
    followed.sinceMs = this.#world.nowMs();
    followed.goneSinceMs = null;
    followed.larger = null;
    followed.found = noPages;
    followed.asked = '';
    followed.tries = 0;
    followed.nextTryAtMs = 0;
    const isNode = pod.limitBytes !== null && isNodeSized(pod.limitBytes, machineBytes);
    const given = isNode ? null : pod.limitBytes;
    const spots = await blindSpots(process, {
      ownUid: uid,
      limitFrom: given === null ? null : 'what MEM_LIMIT says',
    });
    // What the cgroup says is in force; the downward API says what was asked for.
    followed.limitBytes = spots.length === 0 ? null : given;
    followed.notices = isNode ? [...spots, nodeSized(pod.limitBytes ?? 0)] : spots;
  }

  /** Asks at the ports of a process, of a new life or one that has opened others, until it has profiles. Whether it asked. */
  async #findPages(followed: Followed, signal: AbortSignal): Promise<boolean> {
    const { process } = followed;
    if (process === null || this.#world.nowMs() < followed.nextTryAtMs) return false;
    if (isWhole(followed.found)) return false;
    const { addresses, exact } = await listeningPorts(process.pid);
    await this.#ask(followed, addresses, exact ? null : process.pid, signal);
    return true;
  }

  /** Nothing can be seen of the app but what it serves on localhost. Whether it asked for that. */
  async #lookFromOutside(signal: AbortSignal): Promise<boolean> {
    const missing = this.#missing;
    if (!missing.notices.includes(alone) || this.#world.nowMs() < missing.nextTryAtMs) return false;
    const { addresses } = await listeningPorts(null);
    await this.#ask(missing, addresses, null, signal);
    return true;
  }

  async #ask(
    followed: Followed,
    addresses: readonly string[],
    pid: number | null,
    signal: AbortSignal,
  ): Promise<void> {
    const isNews = addresses.join(' ') !== followed.asked;
    followed.asked = addresses.join(' ');
    followed.tries = isNews ? 1 : followed.tries + 1;
    const pauseMs = Math.min(longestPauseMs, lookEveryMs * 2 ** (followed.tries - 1));
    followed.nextTryAtMs = this.#world.nowMs() + pauseMs;
    const process =
      pid === null ? null : await readProcess(pid, { nowMs: this.#world.nowMs(), instance: '' });
    const found = await probePorts(
      addresses,
      this.#job,
      process?.ok ? process.value : null,
      signal,
    );
    followed.found = over(found, followed.found);
    // What served the life before may be starting: it stays until something else is found.
    followed.pages = over(followed.found, followed.pages);
  }
}

function over(newer: Pages, older: Pages): Pages {
  return {
    page: newer.page ?? older.page,
    profilesUrl: newer.profilesUrl ?? older.profilesUrl,
  };
}

function nodeSized(limitBytes: number): string {
  const gib = (limitBytes / 2 ** 30).toFixed(1);
  return `MEM_LIMIT says ${gib} GiB, which is what the node has for pods: the kubelet gives that where a container has no limits.memory, so no limit is taken from it`;
}
