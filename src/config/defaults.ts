/**
 * What holds where the configuration says nothing. Names and values are Prometheus', but for the
 * scrape interval (15 s there is the usual setting, 1 min the default: too coarse for a process that
 * dies within the hour), the caps on an answer and on the disk (Prometheus has none).
 */
export const defaults = {
  scrapeIntervalMs: 15_000,
  scrapeTimeoutMs: 10_000,
  names: 'utf8',
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
