import { durationText } from '../config/duration-text.ts';
import type { ScrapeConfig } from '../model/config.ts';
import type { Labels } from '../model/labels.ts';

/**
 * The labels that relabelling gets to see (Prometheus' scrape/target.go, PopulateDiscoveredLabels): a
 * target's own before its group's before the job's, which say what is asked, how often and for how long.
 */
export function discoveredLabels(job: ScrapeConfig, group: Labels, own: Labels): Labels {
  const labels: Record<string, string> = { ...group, ...own };
  const ofJob = [
    ['job', job.jobName],
    ['__scrape_interval__', durationText(job.scrapeIntervalMs)],
    ['__scrape_timeout__', durationText(job.scrapeTimeoutMs)],
    ['__metrics_path__', job.metricsPath],
    ['__scheme__', job.scheme],
    ...Object.entries(job.params).map(([name, [first = '']]) => [`__param_${name}`, first]),
  ] as const;
  for (const [name = '', value = ''] of ofJob) {
    if ((labels[name] ?? '') === '') labels[name] = value;
  }
  return labels;
}
