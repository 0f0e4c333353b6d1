import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { defaults } from '../config/defaults.ts';
import { shardOf } from '../discover/shard-of.ts';
import type {
  Config,
  ProcessConfig,
  QueryConfig,
  RecorderConfig,
  ScrapeConfig,
  Shard,
  StorageConfig,
} from '../model/config.ts';
import type { Feed } from '../model/feed.ts';
import type { Labels } from '../model/labels.ts';
import type { ReceiverConfig } from '../model/receiver.ts';
import type { Rule } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import { baseUrl } from './backtest-flags.ts';
import { belongsHere } from './belongs-here.ts';
import { UsageError } from './command.ts';
import type { Io } from './io.ts';
import { partOf } from './part-of.ts';
import { probeTargets } from './probe-targets.ts';
import type { SetupFiles, SetupRead } from './read-setup.ts';
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
  /** Whose processes are found while it runs. */
  readonly processes: readonly ProcessConfig[];
  readonly recorder: RecorderConfig;
  readonly rules: readonly Rule[];
  readonly receivers: readonly ReceiverConfig[];
  readonly externalLabels: Labels;
  /** Its path is absolute. */
  readonly storage: StorageConfig;
  /** Which of the shards this process is; null: the only one. */
  readonly shard: Shard | null;
  /** Which part of a fleet this process is, by a name that its successor has as well. */
  readonly part: string;
  /** Whether an incident of another shard's is this one's by now; null: nothing is shared among shards. */
  readonly belongsHere: ReturnType<typeof belongsHere>;
  readonly once: boolean;
};

/**
 * Flags, arguments and files → a setup. Throws a `UsageError` that names every problem at once, with
 * file, line and column. Flag beats file. `besides` is what a command watches where the file says nothing.
 */
export async function loadSetup(
  flags: WatchFlags,
  args: readonly string[],
  io: Pick<Io, 'cwd' | 'signal'>,
  besides: Besides = nothingBesides,
): Promise<WatchSetup> {
  const { config, rules: asWritten } = await besides.read({
    configFile: flags.configFile === null ? null : resolve(io.cwd, flags.configFile),
    ruleFiles: flags.ruleFiles,
    cwd: io.cwd,
  });
  const rules = asWritten.map((rule) => ({
    ...rule,
    timeScale: rule.timeScale * flags.timeScale,
  }));
  const recorder = config?.recorder ?? besides.recorder;
  const recorded = (target: Target) =>
    recorder?.enabled === true ? { ...target, recorder } : target;
  const targets = (await probeTargets(args, targetDefaults(flags, config), io.signal)).map(
    recorded,
  );
  const { scrapeConfigs: jobs, queryConfigs } =
    config === null ? { scrapeConfigs: [], queryConfigs: [] } : sharded(config, flags);
  const shared = [...jobs, ...queryConfigs];
  const feeds = await feedsOf(queryConfigs);
  const externalLabels = config?.externalLabels ?? {};
  const configured = config?.processConfigs ?? [];
  const processes = (configured.length > 0 ? configured : besides.processes).map((job) =>
    jobWithFlags(job, flags),
  );
  if (targets.length + processes.length + feeds.length === 0 && !jobs.some(hasTargets)) {
    throw new UsageError(
      'nothing to watch. Name a target (http://127.0.0.1:6060/debug/pprof, host:port, pid:N) or a --config.file with scrape_configs, query_configs or process_configs',
    );
  }
  const storage = storageOf(flags, config, io, besides.retentionSizeBytes);
  return {
    targets,
    jobs,
    adjust: (target) => recorded(withFlags(target, flags)),
    feeds,
    processes,
    recorder,
    rules,
    receivers: config?.receivers ?? [],
    externalLabels,
    storage,
    shard: shared.find((job) => job.shard !== undefined)?.shard ?? null,
    part: partOf({ externalLabels, jobs: shared, processes, targets }, hostname()),
    belongsHere: belongsHere(shared, storage.bucket !== undefined),
    once: flags.once,
  };
}

/** Every job of the configuration with the shard that this process is. */
function sharded(config: Config, { shardIndex, shardCount }: WatchFlags): Config {
  const shard = shardOf(
    {
      index: shardIndex ?? config.shard?.index ?? 'auto',
      count: shardCount ?? config.shard?.count ?? 1,
      by: config.shard?.by,
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

/** The metrics stores; what reads them is loaded with the first one, since a sidecar has none. */
async function feedsOf(configs: readonly QueryConfig[]): Promise<readonly Feed[]> {
  if (configs.length === 0) return [];
  const [{ QueryFeed }, { queryTarget }] = await Promise.all([
    import('../scrape/query/query-feed.ts'),
    import('../discover/query-target.ts'),
  ]);
  return configs.map(
    (job) => new QueryFeed({ ...job, url: baseUrl(job.url) }, { targetOf: queryTarget }),
  );
}

/** What a command watches where the configuration names no processes and no recorder. */
export type Besides = Pick<WatchSetup, 'processes' | 'recorder'> & {
  /** Of the store, where there is no configuration. */
  readonly retentionSizeBytes: number;
  /** How configuration and rules are read. */
  readonly read: (files: SetupFiles) => Promise<SetupRead>;
};
const nothingBesides: Besides = {
  processes: [],
  recorder: null,
  retentionSizeBytes: defaults.retentionSizeBytes,
  // Loaded when it is asked for, as a sidecar never does.
  read: async (files) => (await import('./read-setup.ts')).readSetup(files),
};

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

function storageOf(
  flags: WatchFlags,
  config: Config | null,
  { cwd }: Pick<Io, 'cwd'>,
  retentionSizeBytes: number,
) {
  const { storagePath: path, retentionTimeMs } = defaults;
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

function jobWithFlags(job: ProcessConfig, { limitBytes, scrapeIntervalMs }: WatchFlags) {
  const intervalMs = scrapeIntervalMs ?? job.scrapeIntervalMs;
  return {
    ...job,
    scrapeIntervalMs: intervalMs,
    scrapeTimeoutMs: Math.min(job.scrapeTimeoutMs, intervalMs),
    limitBytes: limitBytes ?? job.limitBytes,
  };
}
