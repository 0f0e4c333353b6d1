import { parseDuration } from '../config/parse-duration.ts';
import { parseSize } from '../config/parse-size.ts';
import type { ScrapeConfig } from '../model/config.ts';
import type { HttpOptions } from '../model/http.ts';
import { fingerprint, type Labels } from '../model/labels.ts';
import { limits, type NoteUse } from '../model/limits.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Target, TargetSource } from '../model/target.ts';
import { basePath, profileSourceOf } from './profile-source-of.ts';

const maxLabelBytes = limits.label_bytes_of_target.most;

/**
 * Relabelled labels → a target, as Prometheus does it (scrape/target.go, PopulateLabels):
 * `__address__ __scheme__ __metrics_path__ __param_<name> __scrape_interval__ __scrape_timeout__` say what
 * is asked, `instance` is the address unless given, and labels that begin with `__` are dropped at the end.
 * Beyond it, `__memory_limit__` is the target's limit, and `__profiles_…__` say where its profiles are.
 * Fails with what is wrong with these.
 */
export function targetOfLabels(
  job: ScrapeConfig,
  all: Labels,
  http: HttpOptions,
  noteUse: NoteUse = () => undefined,
): Result<Target> {
  const address = all['__address__'] ?? '';
  const source = sourceOf(job, all);
  const asked = source === 'process' ? success(address) : urlOf(job, all, source, address);
  if (!asked.ok) return asked;
  const times = timesOf(all);
  if (!times.ok) return times;
  const visible = Object.entries(all).filter(([name, value]) => !name.startsWith('__') && value);
  const labels: Labels = { instance: address, ...Object.fromEntries(visible) };
  const tooMuch = beyondLimits(labels, job, noteUse);
  if (tooMuch !== null) return failure(`${address}: ${tooMuch}`);
  const limit = limitOf(job, all);
  if (!limit.ok) return failure(`${address}: ${limit.reason}`);
  const pprofUrl = source === 'pprof' ? asked.value : null;
  const profiles = profileSourceOf(job, all, { address, pprofUrl, http });
  if (profiles !== null && !URL.canParse(profiles.url)) {
    return failure(`${address}: its profiles cannot be at ${shown(profiles.url)}`);
  }
  return success({
    id: fingerprint(labels),
    source,
    url: asked.value,
    labels,
    workload: workloadOf(labels, job),
    ...times.value,
    ...pageLimits(job),
    ...(limit.value === null ? {} : { limitBytes: limit.value }),
    ...ofPages(job),
    http,
    profiles,
  });
}

/** How what a page says is read. */
function ofPages({ metricRelabel, escaping }: ScrapeConfig): Partial<Target> {
  return {
    ...(metricRelabel.length === 0 ? {} : { metricRelabel }),
    ...(escaping === undefined ? {} : { escaping }),
  };
}

/** As in Prometheus, 0 means no limit but the scraper's own. */
function pageLimits({ bodySizeLimitBytes, sampleLimit }: ScrapeConfig): Partial<Target> {
  return {
    ...(bodySizeLimitBytes > 0 ? { bodySizeLimitBytes } : {}),
    ...(sampleLimit > 0 ? { sampleLimit } : {}),
  };
}

/** What the job does not say its path tells. */
function sourceOf(job: ScrapeConfig, labels: Labels): TargetSource {
  if (job.source !== null) return job.source;
  const path = basePath(labels['__metrics_path__'] ?? '');
  return path.endsWith('/debug/pprof') ? 'pprof' : 'metrics';
}

function urlOf(
  job: ScrapeConfig,
  labels: Labels,
  source: TargetSource,
  address: string,
): Result<string> {
  if (address === '') return failure('a target without an address is left (__address__ is empty)');
  if (address.includes('/') || address.length > 512) {
    return failure(
      `${shown(address)} is no address: __address__ is host:port, without a scheme or a path`,
    );
  }
  const scheme = labels['__scheme__'] ?? '';
  if (scheme !== 'http' && scheme !== 'https') {
    return failure(`${address}: ${shown(scheme)} is no scheme; __scheme__ is http or https`);
  }
  // What relabelling has emptied stays empty: the job's own stood there before.
  const path = labels['__metrics_path__'] ?? '';
  const url = `${scheme}://${address}${source === 'pprof' ? ofProfiles(job, path) : ofPage(job, labels, path)}`;
  return URL.canParse(url)
    ? success(url)
    : failure(`${shown(address)} is no address: __address__ is host:port, IPv6 in brackets`);
}

/** The default path is that of a metrics page: nobody meant it for a pprof endpoint. */
function ofProfiles({ profiles }: ScrapeConfig, path: string): string {
  return basePath(path === '/metrics' ? (profiles?.path ?? '/debug/pprof') : path);
}

/** `params` of the job, the first value of each giving way to the target's `__param_<name>`; sorted, as Go's are. */
function ofPage({ params }: ScrapeConfig, labels: Labels, path: string): string {
  const values = new Map<string, readonly string[]>(Object.entries(params));
  for (const [label, value] of Object.entries(labels)) {
    if (!label.startsWith('__param_')) continue;
    const name = label.slice('__param_'.length);
    values.set(name, [value, ...(values.get(name) ?? []).slice(1)]);
  }
  const query = new URLSearchParams();
  for (const name of [...values.keys()].sort()) {
    for (const value of values.get(name) ?? []) query.append(name, value);
  }
  const text = query.toString();
  return `${path === '' || path.startsWith('/') ? path : `/${path}`}${text === '' ? '' : `?${text}`}`;
}

function timesOf(
  labels: Labels,
): Result<{ readonly scrapeIntervalMs: number; readonly scrapeTimeoutMs: number }> {
  const address = labels['__address__'];
  const interval = parseDuration(labels['__scrape_interval__'] ?? '');
  if (!interval.ok) return failure(`${address}: __scrape_interval__: ${interval.reason}`);
  const timeout = parseDuration(labels['__scrape_timeout__'] ?? '');
  if (!timeout.ok) return failure(`${address}: __scrape_timeout__: ${timeout.reason}`);
  if (interval.value === 0 || timeout.value === 0) {
    return failure(`${address}: __scrape_interval__ and __scrape_timeout__ must be longer than 0`);
  }
  if (timeout.value > interval.value) {
    return failure(`${address}: its __scrape_timeout__ is longer than its __scrape_interval__`);
  }
  return success({ scrapeIntervalMs: interval.value, scrapeTimeoutMs: timeout.value });
}

/** What relabelling says, else the job, else what the pod says of its container. */
function limitOf({ limitBytes }: ScrapeConfig, labels: Labels): Result<number | null> {
  const own = labels['__memory_limit__'] ?? '';
  const text =
    own === '' && limitBytes === null ? (labels['__meta_sawtooth_memory_limit'] ?? '') : own;
  if (text === '') return success(limitBytes);
  const size = /^\d{1,18}$/.test(text) ? success(Number(text)) : parseSize(text);
  if (!size.ok) return failure(`__memory_limit__: ${size.reason}`);
  return success(size.value > 0 ? size.value : null);
}

function beyondLimits(
  labels: Labels,
  { targetLimits, jobName }: ScrapeConfig,
  noteUse: NoteUse,
): string | null {
  const { labelNameLength, labelValueLength } = targetLimits;
  const most = targetLimits.labels > 0 ? targetLimits.labels : limits.labels_of_target.most;
  const entries = Object.entries(labels);
  noteUse({ limit: 'labels_of_target', used: entries.length, most });
  const of = `which job ${jobName} allows`;
  if (entries.length > most) {
    return `it has ${entries.length} labels, more than the ${most} (label_limit) ${of}`;
  }
  const longName = entries.find(([name]) => labelNameLength > 0 && name.length > labelNameLength);
  if (longName !== undefined) {
    return `the name ${shown(longName[0])} is longer than the ${labelNameLength} (label_name_length_limit) ${of}`;
  }
  const tooLong = ([, value]: readonly [string, string]) => value.length > labelValueLength;
  const longValue = labelValueLength > 0 ? entries.find(tooLong) : undefined;
  if (longValue !== undefined) {
    return `the value of ${shown(longValue[0])} is longer than the ${labelValueLength} (label_value_length_limit) ${of}`;
  }
  const bytes = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  noteUse({ limit: 'label_bytes_of_target', used: bytes });
  if (bytes <= maxLabelBytes) return null;
  return `its labels take ${Math.round(bytes / 1024)} KiB, more than the ${maxLabelBytes / 1024} KiB that are allowed; drop some by relabelling`;
}

function workloadOf(labels: Labels, { workloadLabels, jobName }: ScrapeConfig): string {
  const names = workloadLabels.length === 0 ? ['job'] : workloadLabels;
  const values = names.map((name) => labels[name] ?? '').filter((value) => value !== '');
  return values.length === 0 ? jobName : values.join('/');
}

function shown(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
