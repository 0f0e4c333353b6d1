import type { ProcessConfig } from '../../model/config.ts';
import { fingerprint, type Labels } from '../../model/labels.ts';
import type { RecorderPolicy } from '../../model/recorder.ts';
import type { ProfileSource, Target } from '../../model/target.ts';
import { ownProfiles } from '../own-profiles.ts';
import type { PodIdentity } from './pod-identity.ts';

/** What is known of a process, or of the pages of one that cannot be seen. */
export type FoundProcess = {
  /** null: it cannot be seen, or is not there yet. */
  readonly pid: number | null;
  /** What it is called among the others of its job; null: nothing is known of it. */
  readonly name: string | null;
  readonly page: Target['page'] | null;
  /** Where its pprof endpoint was found; null: nowhere, or where it was not looked for. */
  readonly profilesUrl: string | null;
  /** From elsewhere than its cgroup; null: none. */
  readonly limitBytes: number | null;
  readonly notices: readonly string[];
};

/**
 * The target of one process of a job. Nothing in its labels changes when the process is started again: the pid is in
 * its address alone.
 */
export function processTarget(
  job: ProcessConfig,
  found: FoundProcess,
  about: {
    readonly pod: PodIdentity;
    readonly host: string;
    readonly recorder: RecorderPolicy | null;
  },
): Target {
  const { pod, host, recorder } = about;
  const labels: Labels = {
    job: job.jobName,
    instance: pod.labels['pod'] ?? host,
    ...pod.labels,
    ...(found.name === null ? {} : { process: found.name }),
    ...job.labels,
  };
  const limitBytes = job.limitBytes ?? found.limitBytes;
  const isPage = found.pid === null && found.page !== null && found.page !== undefined;
  return {
    id: fingerprint(labels),
    source: isPage ? found.page.source : 'process',
    url: isPage ? found.page.url : `pid:${found.pid ?? 'none'}`,
    labels,
    workload: workloadOf(job, labels, pod, found),
    scrapeIntervalMs: job.scrapeIntervalMs,
    scrapeTimeoutMs: job.scrapeTimeoutMs,
    ...(limitBytes === null ? {} : { limitBytes }),
    http: job.http,
    profiles: profilesOf(job, found, pod),
    ...(found.pid === null || !found.page ? {} : { page: found.page }),
    ...(recorder === null ? {} : { recorder }),
    ...(found.notices.length === 0 ? {} : { notices: found.notices }),
  };
}

function workloadOf(
  job: ProcessConfig,
  labels: Labels,
  { owner }: PodIdentity,
  { name }: FoundProcess,
): string {
  const all: Labels = owner === null ? labels : { workload: owner, ...labels };
  const usual = owner === null ? ['job', 'process'] : ['namespace', 'workload', 'container'];
  const values = (job.workloadLabels ?? usual).map((label) => all[label] ?? '');
  const inPod = owner !== null && labels['container'] === undefined ? (name ?? '') : '';
  const known = [...values, job.workloadLabels === null ? inPod : ''].filter(Boolean);
  return known.length === 0 ? job.jobName : known.join('/');
}

/** As configured, else as the pod's annotations say, else as found. */
function profilesOf(
  job: ProcessConfig,
  found: FoundProcess,
  pod: PodIdentity,
): ProfileSource | null {
  if (job.profiles === null) {
    const url = pod.profilesUrl ?? found.profilesUrl;
    return url === null ? null : ownProfiles(url, job.http);
  }
  const { address, path, kinds, gc, minIntervalMs } = job.profiles;
  const usual = found.profilesUrl === null ? '127.0.0.1:6060' : new URL(found.profilesUrl).host;
  const at = (address ?? usual).replaceAll(/\{\{\s*(host|address)\s*\}\}/g, '127.0.0.1');
  const url = `${/^https?:\/\//.test(at) ? at : `http://${at}`}${path}`;
  return { url: url.replace(/\/+$/, ''), kinds, gc, minIntervalMs, http: job.http };
}
