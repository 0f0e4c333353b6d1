import type { ScrapeConfig } from '../../src/model/config.ts';

/** A job without targets, as the configuration leaves one of which nothing is said. */
export const scrapeConfig: ScrapeConfig = {
  jobName: 'shop',
  source: null,
  scheme: 'http',
  metricsPath: '/metrics',
  params: {},
  scrapeIntervalMs: 15_000,
  scrapeTimeoutMs: 10_000,
  bodySizeLimitBytes: 0,
  sampleLimit: 0,
  staticTargets: [],
  discovery: [],
  relabel: [],
  metricRelabel: [],
  targetLimits: { targets: 0, labels: 0, labelNameLength: 0, labelValueLength: 0 },
  limitBytes: null,
  workloadLabels: ['job'],
  profiles: null,
  http: { headers: {} },
};
