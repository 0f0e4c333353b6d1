import type { Config, ScrapeConfig } from '../model/config.ts';
import { fingerprint, type Labels } from '../model/labels.ts';
import type { ProfileSource, Target, TargetSource } from '../model/target.ts';
import { ownProfiles } from './own-profiles.ts';

/**
 * The targets of every `static_configs` entry, with Prometheus' labels (scrape/target.go PopulateLabels):
 * a target's own labels beat the job's, `__address__ __scheme__ __metrics_path__ __param_<name>` say what is
 * asked, `instance` is the address unless given, and labels that begin with `__` are dropped at the end.
 * Of two targets with equal labels the first one counts.
 */
export function targetsOfConfig(config: Config): readonly Target[] {
  const byId = new Map<string, Target>();
  for (const job of config.scrapeConfigs) {
    for (const { address, labels } of job.staticTargets) {
      const target = targetOf(job, address, labels);
      if (!byId.has(target.id)) byId.set(target.id, target);
    }
  }
  return [...byId.values()];
}

function targetOf(job: ScrapeConfig, given: string, own: Labels): Target {
  const all: Labels = { job: job.jobName, __address__: given, ...own };
  const address = all['__address__'] ?? given;
  const source = sourceOf(job, all);
  const url = source === 'process' ? address : urlOf(job, all, source, address);
  const visible = Object.entries(all).filter(([name, value]) => !name.startsWith('__') && value);
  const labels: Labels = { instance: address, ...Object.fromEntries(visible) };
  return {
    id: fingerprint(labels),
    source,
    url,
    labels,
    workload: workloadOf(labels, job),
    scrapeIntervalMs: job.scrapeIntervalMs,
    scrapeTimeoutMs: job.scrapeTimeoutMs,
    // As in Prometheus, 0 means no limit but the scraper's own.
    ...(job.bodySizeLimitBytes > 0 ? { bodySizeLimitBytes: job.bodySizeLimitBytes } : {}),
    ...(job.limitBytes === null ? {} : { limitBytes: job.limitBytes }),
    http: job.http,
    profiles: profilesOf(job, all, address, source, url),
  };
}

/** What the job does not say its path tells. */
function sourceOf(job: ScrapeConfig, labels: Labels): TargetSource {
  if (job.source !== null) return job.source;
  return /\/debug\/pprof\/?$/.test(pathOf(job, labels)) ? 'pprof' : 'metrics';
}

function pathOf(job: ScrapeConfig, labels: Labels): string {
  return labels['__metrics_path__'] ?? job.metricsPath;
}

function urlOf(job: ScrapeConfig, labels: Labels, source: TargetSource, address: string): string {
  const origin = `${labels['__scheme__'] ?? job.scheme}://${address}`;
  const path = pathOf(job, labels);
  if (source === 'pprof') {
    // The default path is that of a metrics page: nobody meant it for a pprof endpoint.
    const ofProfiles = path === '/metrics' ? (job.profiles?.path ?? '/debug/pprof') : path;
    return `${origin}${slashed(ofProfiles).replace(/\/+$/, '')}`;
  }
  const query = queryOf(job, labels);
  return `${origin}${slashed(path)}${query === '' ? '' : `?${query}`}`;
}

/** `params` of the job, the first value of each giving way to the target's `__param_<name>`. */
function queryOf({ params }: ScrapeConfig, labels: Labels): string {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(params)) {
    for (const value of values) query.append(name, value);
  }
  for (const [label, value] of Object.entries(labels)) {
    if (!label.startsWith('__param_')) continue;
    const name = label.slice('__param_'.length);
    const [, ...others] = query.getAll(name);
    query.delete(name);
    for (const each of [value, ...others]) query.append(name, each);
  }
  return query.toString();
}

function workloadOf(labels: Labels, { workloadLabels, jobName }: ScrapeConfig): string {
  const names = workloadLabels.length === 0 ? ['job'] : workloadLabels;
  const values = names.map((name) => labels[name] ?? '').filter((value) => value !== '');
  return values.length === 0 ? jobName : values.join('/');
}

function profilesOf(
  job: ScrapeConfig,
  labels: Labels,
  address: string,
  source: TargetSource,
  url: string,
): ProfileSource | null {
  if (job.profiles === null) return source === 'pprof' ? ownProfiles(url, job.http) : null;
  const { address: template, path, kinds, gc, minIntervalMs } = job.profiles;
  const at = (template ?? '{{address}}')
    .replaceAll(/\{\{\s*host\s*\}\}/g, hostOf(address))
    .replaceAll(/\{\{\s*address\s*\}\}/g, address);
  const scheme = labels['__scheme__'] ?? job.scheme;
  const profilesUrl = `${/^https?:\/\//.test(at) ? at : `${scheme}://${at}`}${slashed(path)}`;
  return { url: profilesUrl.replace(/\/+$/, ''), kinds, gc, minIntervalMs, http: job.http };
}

/** Without the port; an IPv6 address keeps its brackets, so that a port can follow. */
function hostOf(address: string): string {
  return address.replace(/:\d+$/, '');
}

function slashed(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}
