import { dirname, resolve } from 'node:path';
import type { Config, ProfilesConfig, ScrapeConfig, TargetLimits } from '../model/config.ts';
import { bucketOf } from './bucket-schema.ts';
import type { ConfigFields } from './config-schema.ts';
import { discoveryOf } from './discovery-schema.ts';
import { httpOptionsOf } from './http-schema.ts';
import { profileStoreOf } from './profile-store-schema.ts';
import { receiversOf } from './receivers-of.ts';
import { relabelRulesOf } from './relabel-schema.ts';
import type { Secrets } from './secrets.ts';

/**
 * What holds where the configuration says nothing. Names and values are Prometheus', but for the
 * scrape interval (15 s there is the usual setting, 1 min the default: too coarse for a process that
 * dies within the hour), the caps on an answer and on the disk (Prometheus has none).
 */
export const defaults = {
  scrapeIntervalMs: 15_000,
  scrapeTimeoutMs: 10_000,
  metricsPath: '/metrics',
  bodySizeLimitBytes: 64 * 1024 ** 2,
  workloadLabels: ['job'],
  profilesPath: '/debug/pprof',
  profileKinds: ['heap', 'goroutine'],
  profilesGc: true,
  profilesMinIntervalMs: 60_000,
  queryOffsetMs: 30_000,
  // The detector asks what nine days held before it calls a rise news.
  queryBackfillMs: 9 * 86_400_000,
  queryMaxSeries: 200_000,
  queryTimeoutMs: 120_000,
  storagePath: './sawtooth-data',
  retentionTimeMs: 15 * 86_400_000,
  retentionSizeBytes: 2 * 1024 ** 3,
} as const;

type Given = {
  /** The configuration's own path. */
  readonly file: string;
  readonly ruleFiles: readonly string[];
  readonly secrets: Secrets;
};

type JobFields = NonNullable<ConfigFields['scrape_configs']>[number];

/** Checked fields → the configuration, with every default filled in. */
export function toConfig(fields: ConfigFields, { file, ruleFiles, secrets }: Given): Config {
  const scrapeIntervalMs = fields.global?.scrape_interval ?? defaults.scrapeIntervalMs;
  const scrapeTimeoutMs =
    fields.global?.scrape_timeout ?? Math.min(defaults.scrapeTimeoutMs, scrapeIntervalMs);
  const storage = fields.storage ?? {};
  return {
    scrapeIntervalMs,
    scrapeTimeoutMs,
    externalLabels: fields.global?.external_labels ?? {},
    ruleFiles,
    scrapeConfigs: (fields.scrape_configs ?? []).map((job) =>
      scrapeConfigOf(job, { scrapeIntervalMs, scrapeTimeoutMs }, { file, secrets }),
    ),
    queryConfigs: (fields.query_configs ?? []).map((job) => ({
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
    })),
    receivers: receiversOf(fields.receivers ?? [], secrets),
    storage: {
      // As every path in the file: relative to the file.
      path:
        storage.path === undefined ? defaults.storagePath : resolve(dirname(file), storage.path),
      retentionTimeMs: storage.retention_time ?? defaults.retentionTimeMs,
      retentionSizeBytes: storage.retention_size ?? defaults.retentionSizeBytes,
      ...bucketOf(
        storage.captures?.s3,
        storage.retention_time ?? defaults.retentionTimeMs,
        secrets,
      ),
    },
    ...(fields.shard === undefined ? {} : { shard: fields.shard }),
  };
}

function scrapeConfigOf(
  job: JobFields,
  inherited: { readonly scrapeIntervalMs: number; readonly scrapeTimeoutMs: number },
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
    staticTargets: (job.static_configs ?? []).flatMap(({ targets, labels }) =>
      targets.map((address) => ({ address, labels: labels ?? {} })),
    ),
    discovery: discoveryOf(job, given),
    relabel: relabelRulesOf(job.relabel_configs),
    metricRelabel: relabelRulesOf(job.metric_relabel_configs),
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
