import { dirname, resolve } from 'node:path';
import type {
  Config,
  ProcessConfig,
  ProfilesConfig,
  QueryConfig,
  RecorderConfig,
  ScrapeConfig,
  StorageConfig,
  TargetLimits,
} from '../model/config.ts';
import { defaultRecorder } from '../model/recorder.ts';
import { bucketOf } from './bucket-schema.ts';
import type { ConfigFields } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { discoveryOf } from './discovery-schema.ts';
import type { NameFields } from './escaping-of.ts';
import { httpOptionsOf } from './http-schema.ts';
import { profileStoreOf } from './profile-store-schema.ts';
import { receiversOf } from './receivers-of.ts';
import { relabellingOf } from './relabel-schema.ts';
import type { Secrets } from './secrets.ts';

type Given = {
  /** The configuration's own path. */
  readonly file: string;
  readonly ruleFiles: readonly string[];
  readonly secrets: Secrets;
};

type JobFields = NonNullable<ConfigFields['scrape_configs']>[number];
type QueryFields = NonNullable<ConfigFields['query_configs']>[number];
type ProcessFields = NonNullable<ConfigFields['process_configs']>[number];

/** Checked fields → the configuration, with every default filled in. */
export function toConfig(fields: ConfigFields, { file, ruleFiles, secrets }: Given): Config {
  const scrapeIntervalMs = fields.global?.scrape_interval ?? defaults.scrapeIntervalMs;
  const scrapeTimeoutMs =
    fields.global?.scrape_timeout ?? Math.min(defaults.scrapeTimeoutMs, scrapeIntervalMs);
  const names = fields.global ?? {};
  return {
    scrapeIntervalMs,
    scrapeTimeoutMs,
    externalLabels: fields.global?.external_labels ?? {},
    ruleFiles,
    scrapeConfigs: (fields.scrape_configs ?? []).map((job) =>
      scrapeConfigOf(job, { scrapeIntervalMs, scrapeTimeoutMs, names }, { file, secrets }),
    ),
    queryConfigs: (fields.query_configs ?? []).map((job) => queryConfigOf(job, secrets)),
    processConfigs: (fields.process_configs ?? []).map((job) =>
      processConfigOf(job, { scrapeIntervalMs, scrapeTimeoutMs }, secrets),
    ),
    recorder: recorderOf(fields.recorder),
    receivers: receiversOf(fields.receivers ?? [], secrets),
    storage: storageOf(fields.storage ?? {}, file, secrets),
    ...(fields.shard === undefined ? {} : { shard: fields.shard }),
  };
}

function storageOf(
  storage: NonNullable<ConfigFields['storage']>,
  file: string,
  secrets: Secrets,
): StorageConfig {
  const retentionTimeMs = storage.retention_time ?? defaults.retentionTimeMs;
  return {
    // As every path in the file: relative to the file.
    path: storage.path === undefined ? defaults.storagePath : resolve(dirname(file), storage.path),
    retentionTimeMs,
    retentionSizeBytes: storage.retention_size ?? defaults.retentionSizeBytes,
    ...bucketOf(storage.captures?.s3, retentionTimeMs, secrets),
  };
}

function scrapeConfigOf(
  job: JobFields,
  inherited: {
    readonly scrapeIntervalMs: number;
    readonly scrapeTimeoutMs: number;
    readonly names: NameFields;
  },
  given: Pick<Given, 'file' | 'secrets'>,
): ScrapeConfig {
  const scrapeIntervalMs = job.scrape_interval ?? inherited.scrapeIntervalMs;
  return {
    jobName: job.job_name,
    source: job.source ?? null,
    scheme: job.scheme ?? 'http',
    metricsPath: job.metrics_path ?? defaults.metricsPath,
    params: job.params ?? {},
    scrapeIntervalMs,
    // As in Prometheus: an inherited timeout gives way to a shorter interval.
    scrapeTimeoutMs: job.scrape_timeout ?? Math.min(inherited.scrapeTimeoutMs, scrapeIntervalMs),
    bodySizeLimitBytes: job.body_size_limit ?? defaults.bodySizeLimitBytes,
    sampleLimit: job.sample_limit ?? 0,
    staticTargets: (job.static_configs ?? []).flatMap(({ targets, labels }) =>
      targets.map((address) => ({ address, labels: labels ?? {} })),
    ),
    discovery: discoveryOf(job, given),
    ...relabellingOf(job, inherited.names),
    targetLimits: targetLimitsOf(job),
    limitBytes: job.limit ?? null,
    workloadLabels: job.workload_labels ?? defaults.workloadLabels,
    profiles: job.profiles === undefined ? null : profilesOf(job.profiles, given.secrets),
    http: httpOptionsOf(job, given.secrets),
  };
}

function targetLimitsOf(job: JobFields): TargetLimits {
  return {
    targets: job.target_limit ?? 0,
    labels: job.label_limit ?? 0,
    labelNameLength: job.label_name_length_limit ?? 0,
    labelValueLength: job.label_value_length_limit ?? 0,
  };
}

function queryConfigOf(job: QueryFields, secrets: Secrets): QueryConfig {
  return {
    jobName: job.job_name,
    url: job.url,
    match: job.match ?? '',
    workloadLabels: job.workload_labels ?? null,
    limitBytes: job.limit ?? null,
    step: job.query_step ?? 'auto',
    intervalMs: job.query_interval ?? null,
    offsetMs: job.query_offset ?? defaults.queryOffsetMs,
    backfillMs: job.backfill ?? defaults.queryBackfillMs,
    maxSeries: job.max_series ?? defaults.queryMaxSeries,
    timeoutMs: job.query_timeout ?? defaults.queryTimeoutMs,
    profiles: job.profiles === undefined ? null : profilesOf(job.profiles, secrets),
    http: httpOptionsOf(job, secrets),
  };
}

function processConfigOf(
  job: ProcessFields,
  inherited: { readonly scrapeIntervalMs: number; readonly scrapeTimeoutMs: number },
  secrets: Secrets,
): ProcessConfig {
  const scrapeIntervalMs = job.scrape_interval ?? inherited.scrapeIntervalMs;
  const { not_self = false, comm = null, cmdline = null, pid = null } = job.match;
  return {
    jobName: job.job_name,
    match: { notSelf: not_self, comm, cmdline, pid },
    labels: job.labels ?? {},
    scrapeIntervalMs,
    scrapeTimeoutMs: job.scrape_timeout ?? Math.min(inherited.scrapeTimeoutMs, scrapeIntervalMs),
    limitBytes: job.limit ?? null,
    workloadLabels: job.workload_labels ?? null,
    profiles: job.profiles === undefined ? null : profilesOf(job.profiles, secrets),
    http: httpOptionsOf(job, secrets),
  };
}

function recorderOf(given: ConfigFields['recorder']): RecorderConfig {
  if (given === undefined) return null;
  return {
    enabled: given.enabled ?? true,
    maxCaptures: given.max_captures ?? defaultRecorder.maxCaptures,
    maxBytes: given.max_size ?? defaultRecorder.maxBytes,
    pastLives: given.lives ?? defaultRecorder.pastLives,
    minIntervalMs: given.min_interval ?? defaultRecorder.minIntervalMs,
  };
}

function profilesOf(given: NonNullable<JobFields['profiles']>, secrets: Secrets): ProfilesConfig {
  const stored = profileStoreOf(given, secrets);
  return {
    ...stored,
    address: given.address ?? null,
    path: (given.path ?? defaults.profilesPath).replace(/\/+$/, ''),
    // A store need not have goroutines: who has them there says so.
    kinds: given.kinds ?? (stored.store === undefined ? defaults.profileKinds : ['heap']),
    gc: given.gc ?? defaults.profilesGc,
    minIntervalMs: given.min_interval ?? defaults.profilesMinIntervalMs,
  };
}
