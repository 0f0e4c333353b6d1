import { readFileSync } from 'node:fs';
import { shippedRuleFiles } from '../../src/cli/read-files.ts';
import { loadRules } from '../../src/config/load-rules.ts';
import { queryTarget } from '../../src/discover/query-target.ts';
import type { QueryConfig } from '../../src/model/config.ts';
import type { WatchEvent } from '../../src/model/event.ts';
import type { Incident } from '../../src/model/incident.ts';
import type { Reading } from '../../src/model/reading.ts';
import type { Rule } from '../../src/model/rule.ts';
import { QueryFeed } from '../../src/scrape/query/query-feed.ts';
import { Engine } from '../../src/watch/engine.ts';
import type { FakePrometheus, StoredSeries } from './fake-prometheus.ts';
import { FakeWorld } from './fake-world.ts';

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** A query configuration as a file would give it, with what a test is about in `over`. */
export function queryConfig(url: string, over: Partial<QueryConfig> = {}): QueryConfig {
  return {
    jobName: 'fleet',
    url,
    match: '',
    workloadLabels: null,
    limitBytes: null,
    step: 'auto',
    intervalMs: null,
    offsetMs: 30_000,
    backfillMs: 9 * dayMs,
    maxSeries: 200_000,
    timeoutMs: 10_000,
    profiles: null,
    http: { headers: {} },
    ...over,
  };
}

/** What a program's page and kube-state-metrics would have said. */
export function storedPages(job: string, readings: readonly Reading[]): StoredSeries[] {
  const labels = { job, instance: `${job}:80` };
  const series = (name: string, value: (reading: Reading) => number) => ({
    labels: { __name__: name, ...labels },
    samples: readings.map((reading) => [reading.atMs, value(reading)] as const),
  });
  return [
    series('go_gc_heap_live_bytes', ({ figures }) => figures.heapLive ?? 0),
    series('process_start_time_seconds', ({ startAtMs = 0 }) => startAtMs / 1000),
  ];
}

export function queryFeed(config: QueryConfig): QueryFeed {
  return new QueryFeed(config, { targetOf: queryTarget });
}

/** The rules that ship. */
export const shippedRules: readonly Rule[] = shippedRuleFiles().flatMap(
  (file) => loadRules(file, readFileSync(file, 'utf8')).rules ?? [],
);

/** Resolves when it is. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

/** What a fleet that is watched from one time to another came to. */
export type Watched = {
  readonly events: readonly WatchEvent[];
  readonly told: readonly { readonly incident: Incident; readonly status: string }[];
  readonly engine: Engine;
};

/**
 * An engine that watches a fake server from one time to another. Time passes only while it sleeps, so
 * each round takes none, and the server knows nothing that is later than now.
 */
export async function watchFleet(
  server: FakePrometheus,
  config: QueryConfig,
  {
    fromMs,
    untilMs,
    at,
    world = new FakeWorld(),
  }: {
    readonly fromMs: number;
    readonly untilMs: number;
    /** Whose store it goes on with. */
    readonly world?: FakeWorld;
    /** Called with the time before each round. */
    readonly at?: (nowMs: number, engine: Engine) => void;
  },
): Promise<Watched> {
  let nowMs = fromMs;
  server.nowMs = nowMs;
  const stop = new AbortController();
  const deps = {
    ...world.deps,
    nowMs: () => nowMs,
    sleep: async (ms: number, signal: AbortSignal) => {
      // The engine's own look for what is gone: it must not move the time.
      if (signal === stop.signal) return aborted(signal);
      if (stop.signal.aborted) return;
      nowMs += ms;
      server.nowMs = nowMs;
      at?.(nowMs, engine);
      if (nowMs > untilMs) stop.abort();
    },
  };
  const engine = new Engine(deps);
  at?.(nowMs, engine);
  const newest = new Map(world.stored.map((incident) => [incident.id, incident]));
  const left = JSON.parse(JSON.stringify({ incidents: [...newest.values()], snoozes: [] }));
  const watch = { targets: [], feeds: [queryFeed(config)], rules: shippedRules };
  await engine.run(watch, stop.signal, left);
  return { events: world.events, told: world.told, engine };
}
