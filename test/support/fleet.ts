import { readFileSync } from 'node:fs';
import { shippedRuleFiles } from '../../src/cli/read-files.ts';
import { loadRules } from '../../src/config/load-rules.ts';
import { queryTarget } from '../../src/discover/query-target.ts';
import type { QueryConfig } from '../../src/model/config.ts';
import type { WatchEvent } from '../../src/model/event.ts';
import type { Incident } from '../../src/model/incident.ts';
import type { Rule } from '../../src/model/rule.ts';
import { QueryFeed } from '../../src/scrape/query/query-feed.ts';
import { Engine } from '../../src/watch/engine.ts';
import type { FakePrometheus } from './fake-prometheus.ts';
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
  }: {
    readonly fromMs: number;
    readonly untilMs: number;
    /** Called with the time before each round. */
    readonly at?: (nowMs: number) => void;
  },
): Promise<Watched> {
  const world = new FakeWorld();
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
      at?.(nowMs);
      if (nowMs > untilMs) stop.abort();
    },
  };
  const engine = new Engine(deps);
  at?.(nowMs);
  await engine.run({ targets: [], feeds: [queryFeed(config)], rules: shippedRules }, stop.signal);
  return { events: world.events, told: world.told, engine };
}
