import type { ProfilesConfig, QueryConfig } from '../model/config.ts';
import type { FoundProcess } from '../model/feed.ts';
import { fingerprint, type Labels } from '../model/labels.ts';
import type { ProfileSource, Target } from '../model/target.ts';
import { storedProfiles } from './stored-profiles.ts';

/**
 * A process that a metrics store knows → the target that it is. Its `instance` is what tells it from the
 * others of its workload; its profiles come from the process itself, where an address is configured and known.
 */
export function queryTarget(found: FoundProcess, config: QueryConfig): Target {
  const labels: Labels = { job: config.jobName, ...found.labels, instance: found.name };
  return {
    id: fingerprint(labels),
    source: 'query',
    url: config.url,
    labels,
    workload: found.workload,
    scrapeIntervalMs: config.intervalMs ?? 60_000,
    scrapeTimeoutMs: config.timeoutMs,
    http: noHttp,
    profiles: config.profiles === null ? null : profilesOf(config.profiles, labels, found.address),
  };
}

/** A login to the store is none to the programs: they get no header of it. */
const noHttp = { headers: {} };

function profilesOf(
  config: ProfilesConfig,
  labels: Labels,
  address: string | null,
): ProfileSource | null {
  const stored = storedProfiles(config, labels);
  if (stored !== null) return stored;
  const { address: template, path, kinds, gc, minIntervalMs } = config;
  if (address === null && /\{\{|^$/.test(template ?? '')) return null;
  const host = (address ?? '').replace(/:\d+$/, '');
  const at = (template ?? '{{address}}')
    .replaceAll(/\{\{\s*host\s*\}\}/g, host)
    .replaceAll(/\{\{\s*address\s*\}\}/g, address ?? '');
  const origin = /^https?:\/\//.test(at) ? at : `http://${at}`;
  const url = `${origin}${path.startsWith('/') ? path : `/${path}`}`.replace(/\/+$/, '');
  return { url, kinds, gc, minIntervalMs, http: noHttp };
}
