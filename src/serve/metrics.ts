import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CaptureRole } from '../model/capture.ts';
import type { DiscoveryState } from '../model/discovery.ts';
import type { WatchEvent } from '../model/event.ts';
import type { LimitUse } from '../model/limits.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { StoreHolds } from '../model/store-holds.ts';
import { discoveryGauges, setDiscoveryGauges } from './discovery-gauges.ts';
import { LimitBook, type LimitFigure } from './limit-book.ts';
import { limitGauges } from './limit-gauges.ts';
import { registerProcessMetrics } from './register-process-metrics.ts';
import { setSnapshotGauges, snapshotGauges } from './snapshot-gauges.ts';
import { usesShown } from './uses-shown.ts';

const roles: readonly CaptureRole[] = ['baseline', 'suspicion', 'incident', 'recorder', 'manual'];

/** sawtooth's own figures: fed by what the engine does and says, read by `GET /metrics`. */
export type Metrics = {
  readonly scraped: (seconds: number, ok: boolean) => void;
  readonly said: (event: WatchEvent) => void;
  /** Where the lengths of the receivers' queues are read at each page. */
  readonly queues: (read: () => QueueLengths) => void;
  readonly stored: (holds: StoreHolds) => void;
  /** Where it is read at each page whether the store keeps what it is given. */
  readonly keeps: (read: () => boolean) => void;
  /** Where it is read at each page how near limits are, given what the page itself knows of some. */
  readonly limits: (read: ReadLimits) => void;
  /** The page in Prometheus' text format, and its content type. */
  readonly page: (
    snapshot: Snapshot,
    discovery?: DiscoveryState,
  ) => Promise<{ text: string; contentType: string }>;
};

/** How many alerts wait or are under way, by receiver. */
export type QueueLengths = readonly { readonly receiver: string; readonly length: number }[];

type ReadLimits = (present: readonly LimitUse[]) => Promise<readonly LimitFigure[]>;

/** From a loopback answer to the longest capture allowed, in seconds. */
const captureBuckets = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const scrapeBuckets = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * The figures that `/metrics` shows, in a registry of their own: prom-client's global one would be shared by
 * all that runs in this process. No label holds what a target could multiply without end: workloads
 * are removed as soon as the engine forgets them.
 */
export function createMetrics(version: string): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Counter({ name: `sawtooth_${name}`, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `sawtooth_${name}`, help, buckets, registers });

  const scrapes = counter('scrapes_total', 'Scrapes, whatever came of them.');
  const failures = counter('scrape_failures_total', 'Scrapes that brought no figures.');
  const scrapeSeconds = histogram(
    'scrape_duration_seconds',
    'How long scrapes took.',
    scrapeBuckets,
  );
  const captures = counter('captures_total', 'Profiles captured, by result.', ['role', 'result']);
  const captureSeconds = histogram(
    'capture_duration_seconds',
    'How long captured profiles took to arrive.',
    captureBuckets,
  );
  const captureBytes = counter('capture_bytes_total', 'Bytes of captured profiles.');
  const told = counter('notifications_total', 'Notifications delivered.', ['receiver']);
  const notTold = counter('notification_failures_total', 'Notifications given up.', ['receiver']);
  const queue = new Gauge({
    name: 'sawtooth_notification_queue_length',
    help: 'Alerts that a receiver has still to be told.',
    labelNames: ['receiver'],
    registers,
  });
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `sawtooth_${name}`, help, registers });
  const storage = gauge(
    'storage_bytes',
    'What the store takes on disk: as of the last hourly sweep, and what was captured since.',
  );
  const storageLimit = gauge(
    'storage_limit_bytes',
    'What the store may take (storage.retention_size); 0: as much as there is.',
  );
  const writable = gauge(
    'storage_writable',
    'Whether what is found out can be kept; 0: the log says why not.',
  );
  // A series that begins with its first failure has not increased by it.
  for (const role of roles) {
    for (const result of ['stored', 'failed']) captures.inc({ role, result }, 0);
  }
  let readKeeps = () => true;
  let readQueues: () => QueueLengths = () => [];
  const reload = new Gauge({
    name: 'sawtooth_config_last_reload_successful',
    help: 'Whether the last reload of the configuration was accepted.',
    registers,
  });
  reload.set(1);
  new Gauge({
    name: 'sawtooth_build_info',
    help: 'Always 1; the labels say what is running.',
    labelNames: ['version', 'node'],
    registers,
  }).set({ version, node: process.versions.node }, 1);
  const setLimits = limitGauges(registry);
  let readLimits: ReadLimits = async (present) => new LimitBook(() => 0).figures(present);
  let stored: StoreHolds | null = null;
  const gauges = snapshotGauges(registry);
  const discoveryFigures = discoveryGauges(registry);
  registerProcessMetrics(registry);

  return {
    scraped(seconds, ok) {
      scrapes.inc();
      if (!ok) failures.inc();
      scrapeSeconds.observe(seconds);
    },
    said(event) {
      switch (event.kind) {
        case 'captured':
          captures.inc({ role: event.capture.role, result: 'stored' });
          captureSeconds.observe(event.capture.tookMs / 1000);
          captureBytes.inc(event.capture.bytes);
          storage.inc(event.capture.bytes);
          if (stored !== null) stored = { ...stored, bytes: stored.bytes + event.capture.bytes };
          return;
        case 'capture-failed':
          if (event.role !== null) captures.inc({ role: event.role, result: 'failed' });
          return;
        case 'notified':
          told.inc({ receiver: event.receiver });
          return;
        case 'notify-failed':
          notTold.inc({ receiver: event.receiver });
          return;
        case 'config-reloaded':
          reload.set(1);
          return;
        case 'config-rejected':
          reload.set(0);
          return;
        case 'target-up':
        case 'target-down':
        case 'notice':
        case 'life-ended':
        case 'verdict':
        case 'diffed':
        case 'incident':
        case 'discovery-failed':
        case 'discovery-recovered':
        case 'targets-refused':
        case 'warning':
        case 'stopping':
          return;
      }
    },
    stored(holds) {
      stored = holds;
      storage.set(holds.bytes);
      storageLimit.set(holds.limitBytes);
    },
    queues(read) {
      readQueues = read;
    },
    keeps(read) {
      readKeeps = read;
    },
    limits(read) {
      readLimits = read;
    },
    async page(snapshot, discovery) {
      queue.reset();
      for (const { receiver, length } of readQueues()) {
        queue.set({ receiver }, length);
        for (const ends of [told, notTold]) ends.inc({ receiver }, 0);
      }
      writable.set(readKeeps() ? 1 : 0);
      const { workloads } = setSnapshotGauges(gauges, snapshot);
      setLimits(await readLimits(usesShown(snapshot, { workloads, discovery, stored })));
      if (discovery !== undefined) setDiscoveryGauges(discoveryFigures, discovery);
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}
