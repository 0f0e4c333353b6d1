import type { Capture, FetchedProfile } from '../../src/model/capture.ts';
import type { WatchEvent } from '../../src/model/event.ts';
import type { Incident, StoredIncident } from '../../src/model/incident.ts';
import type { Silence, Snooze } from '../../src/model/quiet.ts';
import type { CountedEnd, Reading } from '../../src/model/reading.ts';
import type { MemoryNow } from '../../src/model/recorder.ts';
import { failure, type Result, success } from '../../src/model/result.ts';
import type { Target } from '../../src/model/target.ts';
import type { Deps } from '../../src/watch/deps.ts';
import { culprit, diff } from './diff.ts';
import { FakeClock } from './fake-clock.ts';

/** A target with profiles, polled each 15 s; what a test is about goes into `over`. */
export function target(name: string, over: Partial<Target> = {}): Target {
  const url = `http://${name}:6060/debug/pprof`;
  return {
    id: Buffer.from(name.padEnd(8, '0')).toString('hex'),
    source: 'pprof',
    url,
    labels: { job: name, instance: `${name}:6060` },
    workload: name,
    scrapeIntervalMs: 15_000,
    scrapeTimeoutMs: 10_000,
    limitBytes: 2 ** 30,
    http: { headers: {} },
    profiles: { url, kinds: ['heap'], gc: true, minIntervalMs: 60_000, http: { headers: {} } },
    ...over,
  };
}

/** A program in the fake world: what a scrape of it answers at a time. */
export type FakeProgram = (nowMs: number) => Result<Reading>;

/** A live heap of `startMiB` that grows by `mibPerMinute`; the process starts anew every `lifeMs`. */
export function leaking(
  name: string,
  about: { fromMs: number; startMiB: number; mibPerMinute: number; lifeMs?: number },
): FakeProgram {
  return (nowMs) => {
    const sinceMs = nowMs - about.fromMs;
    const lives = about.lifeMs === undefined ? 0 : Math.floor(sinceMs / about.lifeMs);
    const startAtMs = about.fromMs + lives * (about.lifeMs ?? 0);
    const minutes = (nowMs - startAtMs) / 60_000;
    // A little unevenness, as every real program has.
    const ripple = 1 + 0.004 * Math.sin(nowMs / 9_000);
    const heapLive = 2 ** 20 * (about.startMiB + about.mibPerMinute * minutes) * ripple;
    return success({
      atMs: nowMs,
      instance: `${name}:6060`,
      startAtMs,
      limitBytes: 2 ** 30,
      figures: { heapLive, heapInuse: heapLive * 1.2, rss: heapLive * 1.4, goroutines: 12 },
    });
  };
}

/** A world whose time moves by hand: programs to scrape, a store in memory, a receiver that remembers. */
export class FakeWorld {
  readonly clock = new FakeClock();
  readonly events: WatchEvent[] = [];
  readonly programs = new Map<string, FakeProgram>();
  readonly told: { incident: Incident; status: string }[] = [];
  readonly compared: (readonly Capture[])[] = [];
  readonly reminded: { incident: Incident; status: string; isSnoozed: boolean }[] = [];
  readonly stored: StoredIncident[] = [];
  snoozes: readonly Snooze[] = [];
  /** What was saved of workloads, as JSON. */
  readonly workloads = new Map<string, string>();
  saves = 0;
  storeFails: string | null = null;
  recallFails: string | null = null;
  silences = new Map<string, Silence>();
  /** By job: what a look at the memory of it says. */
  readonly memory = new Map<string, (nowMs: number) => MemoryNow | null>();
  /** By job: who counts a kill of it. */
  readonly killed = new Map<string, (nowMs: number) => CountedEnd | null>();
  readonly recorded: Capture[] = [];
  readonly removed: string[] = [];
  readonly asked: string[] = [];
  scrapes = 0;
  inFlight = 0;
  mostInFlight = 0;
  /** How long a capture takes. */
  captureTakesMs = 500;
  captureFails: string | null = null;
  /** Whether programs answer with the goroutines that can never go on. */
  tellsLeaked = false;

  readonly deps: Deps = {
    nowMs: this.clock.nowMs,
    sleep: this.clock.sleep,
    scrape: async ({ labels }) => {
      this.scrapes += 1;
      const program = this.programs.get(labels['job'] ?? '');
      return program?.(this.clock.nowMs()) ?? failure('nobody listens there');
    },
    lookAtMemory: async ({ labels }) =>
      this.memory.get(labels['job'] ?? '')?.(this.clock.nowMs()) ?? null,
    killedBy: ({ labels }) => this.killed.get(labels['job'] ?? '')?.(this.clock.nowMs()) ?? null,
    listRecorded: async () => success([...this.recorded]),
    removeCapture: async ({ id }) => {
      this.removed.push(id);
      return success(undefined);
    },
    fetchProfile: async (source, kind, signal) => {
      this.asked.push(kind);
      this.inFlight += 1;
      this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
      await this.clock.sleep(this.captureTakesMs, signal);
      this.inFlight -= 1;
      if (kind === 'goroutineleak' && !this.tellsLeaked)
        return failure('there is no such page (404)');
      if (this.captureFails !== null) return failure(this.captureFails);
      const fetched: FetchedProfile = {
        kind,
        bytes: new Uint8Array(),
        atMs: this.clock.nowMs(),
        tookMs: this.captureTakesMs,
        url: source.url,
        gc: source.gc,
      };
      return success(fetched);
    },
    storeCapture: async ({ id }, { kind, atMs, gc, tookMs }, { role, lifeStartAtMs }) =>
      success({
        id: `${id}-${atMs}-${kind}`,
        targetId: id,
        kind,
        role,
        atMs,
        lifeStartAtMs,
        gc,
        path: `captures/${atMs}-${kind}-${role}.pb.gz`,
        bytes: 1000,
        tookMs,
      }),
    diff: async (captures) => {
      this.compared.push(captures);
      const sure = captures.length >= 4 ? 'confirmed' : 'likely';
      const at = (capture: Capture | undefined) => ({ total: 10e6, atMs: capture?.atMs ?? 0 });
      const over = {
        base: at(captures[0]),
        current: at(captures.at(-1)),
        captures: captures.length,
      };
      return success(diff(sure, [culprit('shop/cache.Put', sure)], over));
    },
    storeIncident: async (incident) => {
      this.stored.push(incident);
      return success(undefined);
    },
    // As the store does it: what is recalled is what was written as JSON.
    recallWorkload: (workload) => {
      if (this.recallFails !== null) return failure(this.recallFails);
      const text = this.workloads.get(workload);
      return success(text === undefined ? null : { state: JSON.parse(text) });
    },
    storeWorkloads: (states) => {
      if (this.storeFails !== null) return failure(this.storeFails);
      for (const { workload, state } of states) {
        this.workloads.set(workload, JSON.stringify(state));
      }
      this.saves += states.length;
      return success(undefined);
    },
    notify: async ({ incident, status }, _signal, told) => {
      this.told.push({ incident, status });
      told('hook', success(undefined));
    },
    remind: async ({ incident, status }, _signal, _told, isSnoozed) => {
      this.reminded.push({ incident, status, isSnoozed });
    },
    silences: () => this.silences,
    storeSnoozes: async (snoozes) => {
      this.snoozes = snoozes;
      return success(undefined);
    },
    emit: (event) => this.events.push(event),
  };

  of<K extends WatchEvent['kind']>(kind: K): Extract<WatchEvent, { kind: K }>[] {
    const wanted = (event: WatchEvent): event is Extract<WatchEvent, { kind: K }> =>
      event.kind === kind;
    return this.events.filter(wanted);
  }
}
