import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { loadConfig } from '../config/load-config.ts';
import { defaults } from '../config/to-config.ts';
import { queryTarget } from '../discover/query-target.ts';
import { shardOf } from '../discover/shard-of.ts';
import type { Config, ScrapeConfig, StorageConfig } from '../model/config.ts';
import type { Feed } from '../model/feed.ts';
import type { Labels } from '../model/labels.ts';
import type { ReceiverConfig } from '../model/receiver.ts';
import type { Result } from '../model/result.ts';
import type { Rule } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import { QueryFeed } from '../scrape/query/query-feed.ts';
import { baseUrl } from './backtest-flags.ts';
import { UsageError } from './command.ts';
import type { Io } from './io.ts';
import { probeTargets } from './probe-targets.ts';
import { readText, surroundings } from './read-files.ts';
import { problemsError, readRules } from './read-rules.ts';
import type { WatchFlags } from './watch-flags.ts';

/** All that the engine is started with. */
export type WatchSetup = {
  /** Those of the command line. */
  readonly targets: readonly Target[];
  /** Whose targets are to be found, and what the flags make of each. */
  readonly jobs: readonly ScrapeConfig[];
  readonly adjust: (target: Target) => Target;
  /** The metrics stores that targets are read from. */
  readonly feeds: readonly Feed[];
  readonly rules: readonly Rule[];
  readonly receivers: readonly ReceiverConfig[];
  readonly externalLabels: Labels;
  /** Its path is absolute. */
  readonly storage: StorageConfig;
  readonly once: boolean;
};

/**
 * Flags, arguments and files → a setup. Throws a `UsageError` that names every problem at once, with
 * file, line and column. Flag beats file.
 */
export async function loadSetup(
  flags: WatchFlags,
  args: readonly string[],
  io: Pick<Io, 'cwd' | 'signal'>,
): Promise<WatchSetup> {
  const config = flags.configFile === null ? null : readConfig(resolve(io.cwd, flags.configFile));
  const rules = readRules(flags.ruleFiles, config?.ruleFiles ?? [], io.cwd).map((rule) => ({
    ...rule,
    timeScale: rule.timeScale * flags.timeScale,
  }));
  const targets = await probeTargets(args, targetDefaults(flags, config), io.signal);
  const { scrapeConfigs: jobs, queryConfigs } =
    config === null ? { scrapeConfigs: [], queryConfigs: [] } : sharded(config, flags);
  const feeds = queryConfigs.map(
    (job) => new QueryFeed({ ...job, url: baseUrl(job.url) }, { targetOf: queryTarget }),
  );
  if (targets.length + feeds.length === 0 && !jobs.some(hasTargets)) {
    throw new UsageError(
      'nothing to watch. Name a target (http://127.0.0.1:6060/debug/pprof, host:port, pid:N) or a --config.file with scrape_configs or query_configs',
    );
  }
  return {
    targets,
    jobs,
    adjust: (target) => withFlags(target, flags),
    feeds,
    rules,
    receivers: config?.receivers ?? [],
    externalLabels: config?.externalLabels ?? {},
    storage: storageOf(flags, config, io),
    once: flags.once,
  };
}

/** Every job of the configuration with the shard that this process is. */
function sharded(config: Config, { shardIndex, shardCount }: WatchFlags): Config {
  const shard = shardOf(
    {
      index: shardIndex ?? config.shard?.index ?? 'auto',
      count: shardCount ?? config.shard?.count ?? 1,
    },
    hostname(),
  );
  if (!shard.ok) throw new UsageError(shard.reason);
  if (shard.value.count === 1) return config;
  return {
    ...config,
    scrapeConfigs: config.scrapeConfigs.map((job) => ({ ...job, shard: shard.value })),
    queryConfigs: config.queryConfigs.map((job) => ({ ...job, shard: shard.value })),
  };
}

function readConfig(file: string): Config {
  const { config, problems } = loadConfig(file, textOf(readText(file)), surroundings);
  if (config === undefined) throw problemsError(problems);
  return config;
}

function targetDefaults(flags: WatchFlags, config: Config | null) {
  const scrapeIntervalMs =
    flags.scrapeIntervalMs ?? config?.scrapeIntervalMs ?? defaults.scrapeIntervalMs;
  const scrapeTimeoutMs = config?.scrapeTimeoutMs ?? defaults.scrapeTimeoutMs;
  return {
    scrapeIntervalMs,
    scrapeTimeoutMs: Math.min(scrapeTimeoutMs, scrapeIntervalMs),
    ...(flags.limitBytes === null ? {} : { limitBytes: flags.limitBytes }),
    // Who names an address means it.
    http: { headers: {}, allowLinkLocal: true },
  };
}

function storageOf(flags: WatchFlags, config: Config | null, { cwd }: Pick<Io, 'cwd'>) {
  const { storagePath: path, retentionTimeMs, retentionSizeBytes } = defaults;
  const storage = config?.storage ?? { path, retentionTimeMs, retentionSizeBytes };
  return { ...storage, path: resolve(cwd, flags.storagePath ?? storage.path) };
}

/** Where targets are looked for, there may be some later. */
function hasTargets({ staticTargets, discovery }: ScrapeConfig): boolean {
  return staticTargets.length + discovery.length > 0;
}

function withFlags(target: Target, { limitBytes, scrapeIntervalMs }: WatchFlags): Target {
  if (limitBytes === null && scrapeIntervalMs === null) return target;
  const intervalMs = scrapeIntervalMs ?? target.scrapeIntervalMs;
  return {
    ...target,
    scrapeIntervalMs: intervalMs,
    scrapeTimeoutMs: Math.min(target.scrapeTimeoutMs, intervalMs),
    ...(limitBytes === null ? {} : { limitBytes }),
  };
}

function textOf(read: Result<string>): string {
  if (!read.ok) throw new UsageError(read.reason);
  return read.value;
}
