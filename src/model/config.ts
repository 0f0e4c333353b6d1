import type { ProfileKind } from './capture.ts';
import type { HttpOptions } from './http.ts';
import type { Labels } from './labels.ts';
import type { ReceiverConfig } from './receiver.ts';
import type { RecorderPolicy } from './recorder.ts';
import type { RelabelRule } from './relabel.ts';
import type { TargetSource } from './target.ts';
import type { EscapingScheme } from './unescape-name.ts';

/** `profiles: { pyroscope: … }` or `parca`: a store that collects the profiles of a job's targets. */
export type ProfileStoreConfig = {
  readonly in: 'pyroscope' | 'parca';
  readonly url: string;
  /** With `{{label}}` for a target's label; null: by pod, else by job and instance. */
  readonly selector: string | null;
  readonly windowMs: number;
  readonly http: HttpOptions;
};

/** Where the profiles of a job's targets come from, before a target is known. */
export type ProfilesConfig = {
  /** Absent: the targets themselves are asked. */
  readonly store?: ProfileStoreConfig;
  /** `{{host}}:6060`, `{{address}}`; null: the target's own address. */
  readonly address: string | null;
  readonly path: string;
  readonly kinds: readonly ProfileKind[];
  readonly gc: boolean;
  readonly minIntervalMs: number;
};

/** One entry of `file_sd_configs`, `http_sd_configs` or `kubernetes_sd_configs`. */
export type DiscoveryConfig =
  | {
      readonly kind: 'file';
      /** Absolute paths with at most one `*`, in their last part. */
      readonly patterns: readonly string[];
      readonly refreshIntervalMs: number;
    }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly refreshIntervalMs: number;
      readonly http: HttpOptions;
    }
  | {
      readonly kind: 'kubernetes';
      /** null: that of the pod which this runs in. */
      readonly apiServer: string | null;
      /** Empty, without `ownNamespace`: all. */
      readonly namespaces: readonly string[];
      readonly ownNamespace: boolean;
      readonly labelSelector: string;
      readonly fieldSelector: string;
      readonly http: HttpOptions;
    };

/** How much a job may find: Prometheus' limits, 0 for none. */
export type TargetLimits = {
  readonly targets: number;
  readonly labels: number;
  readonly labelNameLength: number;
  readonly labelValueLength: number;
};
/**
 * Which part of all workloads is watched here: those whose hash modulo `count` is `index`. `by`: the label whose
 * value is hashed; absent: all that make a workload.
 */
export type Shard = { readonly index: number; readonly count: number; readonly by?: string };

/** `shard:` of the configuration. `auto`: the number at the end of the host name, as a StatefulSet gives it. */
export type ShardConfig = {
  readonly index: number | 'auto';
  readonly count: number;
  readonly by?: string | undefined;
};

/** One `scrape_configs` entry. */
export type ScrapeConfig = {
  readonly jobName: string;
  /** null: probe what it is. */
  readonly source: TargetSource | null;
  readonly scheme: 'http' | 'https';
  readonly metricsPath: string;
  readonly params: Readonly<Record<string, readonly string[]>>;
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
  readonly bodySizeLimitBytes: number;
  /** Samples of one page, after `metricRelabel`; 0: any number. */
  readonly sampleLimit: number;
  readonly staticTargets: readonly { readonly address: string; readonly labels: Labels }[];
  readonly discovery: readonly DiscoveryConfig[];
  /** What is found goes through these; empty: it stays as it is. */
  readonly relabel: readonly RelabelRule[];
  /** What a metrics page says goes through these. */
  readonly metricRelabel: readonly RelabelRule[];
  /** How a metrics page is asked to write names; absent: as they are, `allow-utf-8`. */
  readonly escaping?: EscapingScheme;
  readonly targetLimits: TargetLimits;
  readonly limitBytes: number | null;
  readonly workloadLabels: readonly string[];
  /** Absent: all of its workloads are watched here. */
  readonly shard?: Shard;
  /** null: none but what the target itself offers. */
  readonly profiles: ProfilesConfig | null;
  readonly http: HttpOptions;
};

/** One `query_configs` entry: a server that has the history of a fleet. */
export type QueryConfig = {
  readonly jobName: string;
  readonly url: string;
  /** What stands between the braces of its selector; empty: everything. */
  readonly match: string;
  /** null: namespace, workload and container in Kubernetes, else the job. */
  readonly workloadLabels: readonly string[] | null;
  /** Absent: all of its workloads are watched here. */
  readonly shard?: Shard;
  readonly limitBytes: number | null;
  readonly step: QueryStep;
  /** From one round to the next; null: what the step asks for. */
  readonly intervalMs: number | null;
  /** What is younger is left to the next round: samples reach a store late. */
  readonly offsetMs: number;
  /** How much of the past is read of a workload that is new. */
  readonly backfillMs: number;
  /** More series than that are not followed. */
  readonly maxSeries: number;
  readonly timeoutMs: number;
  /** null: no profiles. */
  readonly profiles: ProfilesConfig | null;
  readonly http: HttpOptions;
};

/** An S3 bucket that keeps a copy of every capture, with the layout of the folder. */
export type BucketConfig = {
  readonly name: string;
  /** With its scheme, without a slash at its end; null: as the environment says, else AWS. */
  readonly endpoint: string | null;
  /** null: as the environment says, else `us-east-1`. */
  readonly region: string | null;
  /** Before every key, without slashes around it; empty: none. */
  readonly prefix: string;
  /** null: as the environment says (`AWS_ACCESS_KEY_ID` …). */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
  /** By the part that came from it: files that are read again when they change. */
  readonly credentialFiles?: Readonly<Partial<Record<'accessKeyId' | 'secretAccessKey', string>>>;
  /** What is older goes; 0: the bucket's own lifecycle rules say what. */
  readonly retentionTimeMs: number;
  readonly timeoutMs: number;
  readonly http: HttpOptions;
};

/**
 * Which samples of a server are read live. `raw`: every one. A number: of each so many milliseconds the least value, which
 * the server computes. `auto`: raw of a small fleet, of five minutes of a large one.
 */
export type QueryStep = 'auto' | 'raw' | number;

/** Which processes a job means: all that is given has to hold. */
export type ProcessMatch = {
  /** Other containers' processes, where some are in sight. */
  readonly notSelf: boolean;
  /** A regular expression for the whole of the kernel's name for it; null: any. */
  readonly comm: string | null;
  /** One for any part of its arguments; null: any. */
  readonly cmdline: string | null;
  readonly pid: number | null;
};

/** One `process_configs` entry: `/proc` and cgroup of the processes beside this one. */
export type ProcessConfig = {
  readonly jobName: string;
  readonly match: ProcessMatch;
  readonly labels: Labels;
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
  readonly limitBytes: number | null;
  /** null: the pod's owner and the container, else the job and the process. */
  readonly workloadLabels: readonly string[] | null;
  /** null: found by asking at the ports on which it listens. */
  readonly profiles: ProfilesConfig | null;
  readonly http: HttpOptions;
};

/** `recorder:` of the configuration; null: it says nothing. */
export type RecorderConfig = (RecorderPolicy & { readonly enabled: boolean }) | null;

/** `storage:` of the configuration. */
export type StorageConfig = {
  readonly path: string;
  readonly retentionTimeMs: number;
  readonly retentionSizeBytes: number;
  /** Absent: captures are in the folder alone. */
  readonly bucket?: BucketConfig;
};

/** A whole configuration, checked, every default filled in, every secret read. */
export type Config = {
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
  readonly externalLabels: Labels;
  /** Absolute paths; empty: the rules that ship. */
  readonly ruleFiles: readonly string[];
  readonly scrapeConfigs: readonly ScrapeConfig[];
  readonly queryConfigs: readonly QueryConfig[];
  readonly processConfigs: readonly ProcessConfig[];
  readonly recorder: RecorderConfig;
  readonly receivers: readonly ReceiverConfig[];
  readonly storage: StorageConfig;
  /** Absent: one process watches everything. */
  readonly shard?: ShardConfig;
};

/** One fault of a file that a person wrote. `warning`: it works, yet probably not as meant. */
export type Problem = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  /** The field, the value that came, what is allowed, the nearest known name. */
  readonly message: string;
};
