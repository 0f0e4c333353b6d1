import type { ProfileKind } from './capture.ts';
import type { ContainerRef } from './container.ts';
import type { HttpOptions } from './http.ts';
import type { Labels } from './labels.ts';
import type { RecorderPolicy } from './recorder.ts';
import type { RelabelRule } from './relabel.ts';
import type { EscapingScheme } from './unescape-name.ts';

/** What a target's numbers come from. */
export type TargetSource =
  /** A page in Prometheus' text format. */
  | 'metrics'
  /** `heap?debug=1` of a pprof endpoint: runtime.MemStats. */
  | 'pprof'
  /** `/proc` of a process on this machine. */
  | 'process'
  /** A server that others write samples of it to: read by its feed, never scraped. */
  | 'query';

/** A store that collects profiles, and which of them are a target's. */
export type StoredProfiles = {
  readonly in: 'pyroscope' | 'parca';
  /** Filled in from the target's labels: `{namespace="shop",pod="cart-0"}`. */
  readonly selector: string;
  /** Labels that the selector asks for and the target does not have: nothing can be fetched then. */
  readonly lacks: readonly string[];
  /** How old the newest profile may be. */
  readonly windowMs: number;
};

/** Where a target's profiles come from. */
export type ProfileSource = {
  /** The pprof endpoint without a trailing slash: `http://host:6060/debug/pprof`; that of the store, if there is one. */
  readonly url: string;
  /** Absent: the target itself is asked. */
  readonly stored?: StoredProfiles;
  readonly kinds: readonly ProfileKind[];
  /** `gc=1` on every capture or on none. */
  readonly gc: boolean;
  readonly minIntervalMs: number;
  readonly http: HttpOptions;
};

/** One endpoint that is polled. */
export type Target = {
  /** The fingerprint of its labels: the same after a reload. */
  readonly id: string;
  readonly source: TargetSource;
  /** What is asked: a URL, or `pid:N`. */
  readonly url: string;
  readonly labels: Labels;
  /** What it is one instance of. */
  readonly workload: string;
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
  /** The most that one scrape may send, after decompression; absent: what its source allows. */
  readonly bodySizeLimitBytes?: number;
  /** A metrics page with more samples than that is refused; absent: however many it has. */
  readonly sampleLimit?: number;
  /** From the configuration; a limit that the target itself reports yields to it. */
  readonly limitBytes?: number;
  /** What its metrics page says goes through these; absent: it counts as it is. */
  readonly metricRelabel?: readonly RelabelRule[];
  /** How its metrics page is asked to write names; absent: as they are, `allow-utf-8`. */
  readonly escaping?: EscapingScheme;
  readonly http: HttpOptions;
  readonly profiles: ProfileSource | null;
  /** Of a process: the page that tells the figures of its runtime; absent: none does. */
  readonly page?: { readonly source: 'metrics' | 'pprof'; readonly url: string };
  /** The container that it was found as, whose ends the cluster's API tells; absent: it was not found so. */
  readonly container?: ContainerRef;
  /** Absent: no flight recorder runs beside it. */
  readonly recorder?: RecorderPolicy;
  /** What of it may not be seen, and how to grant it: a sentence each. */
  readonly notices?: readonly string[];
};

/** As in Prometheus: `unknown` until the first scrape. */
export type Health = 'unknown' | 'up' | 'down';

/** What tells a target from its workload's others: its `instance` label. */
export function instanceOf(target: Pick<Target, 'labels' | 'url'>): string {
  return target.labels['instance'] ?? target.url;
}

/** The process that an address `pid:N` means; null: it means none. */
export function pidOf(url: string): number | null {
  const pid = /^pid:(\d+)$/.exec(url)?.[1];
  return pid === undefined ? null : Number(pid);
}
