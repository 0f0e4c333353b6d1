import type { ProfileKind } from './capture.ts';
import type { HttpOptions } from './http.ts';
import type { Labels } from './labels.ts';
import type { ReceiverConfig } from './receiver.ts';
import type { RecorderPolicy } from './recorder.ts';
import type { RelabelRule } from './relabel.ts';
import type { TargetSource } from './target.ts';

/** Where the profiles of a job's targets come from, before a target is known. */
export type ProfilesConfig = {
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
  readonly staticTargets: readonly { readonly address: string; readonly labels: Labels }[];
  readonly discovery: readonly DiscoveryConfig[];
  /** What is found goes through these; empty: it stays as it is. */
  readonly relabel: readonly RelabelRule[];
  /** What a metrics page says goes through these. */
  readonly metricRelabel: readonly RelabelRule[];
  readonly targetLimits: TargetLimits;
  readonly limitBytes: number | null;
  readonly workloadLabels: readonly string[];
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
  readonly limitBytes: number | null;
  readonly http: HttpOptions;
};

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
