import type { HttpOptions } from '../model/http.ts';
import { fingerprint, type Labels } from '../model/labels.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { ProfileSource, Target, TargetSource } from '../model/target.ts';
import { ownProfiles } from './own-profiles.ts';

/** What all targets of a command line have in common. */
export type TargetDefaults = {
  readonly scrapeIntervalMs: number;
  readonly scrapeTimeoutMs: number;
  readonly limitBytes?: number;
  readonly http: HttpOptions;
};

const usualPath = '/debug/pprof';

const forms =
  'Write a TARGET as http://host:port/metrics, http://host:port/debug/pprof, host:port or pid:1234';

/**
 * What a TARGET of the command line may mean, likeliest first: the first one that can be scraped is meant.
 * A metrics page comes with the profiles that its host would serve at `/debug/pprof`: whether it does is to
 * be asked (`servesProfiles`). The workload is the instance, and the path where it is no usual one: two
 * ports of one machine, and two pages behind one proxy, are two programs unless somebody says otherwise. A login in the URL becomes `basicAuth`, so that no sentence shows it.
 */
export function parseTargetArgument(
  argument: string,
  defaults: TargetDefaults,
): Result<readonly Target[]> {
  if (/^pid:[1-9]\d*$/.test(argument)) return success([processTarget(argument, defaults)]);
  const text = withScheme(argument);
  if (text === null || !URL.canParse(text)) {
    return failure(`${quoted(argument)} is no target. ${forms}.`);
  }
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return failure(`${quoted(argument)} is no http or https URL. ${forms}.`);
  }
  const found = { url, http: loginOf(url, defaults.http), defaults };
  if (/\/debug\/pprof(\/|$)|\/(heap|goroutine)$/.test(url.pathname)) {
    return success([pprofTarget(found)]);
  }
  const page = metricsTarget(found, url.pathname === '/' ? '/metrics' : url.pathname + url.search);
  return success(url.pathname.endsWith('/metrics') ? [page] : [page, pprofTarget(found)]);
}

type Found = {
  readonly url: URL;
  readonly http: HttpOptions;
  readonly defaults: TargetDefaults;
};

/** `host:port`, `[::1]:port` and Go's `:port` have no scheme; null for what is none of them. */
function withScheme(argument: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(argument)) return argument;
  // A process that is written wrong is no host by the name of pid.
  if (argument.startsWith('pid:')) return null;
  if (/^:\d+(\/|$)/.test(argument)) return `http://localhost${argument}`;
  return /^([\w.-]+|\[[0-9a-f:.]+\]):\d+(\/\S*)?$/i.test(argument) ? `http://${argument}` : null;
}

function loginOf({ username, password }: URL, http: HttpOptions): HttpOptions {
  if (username === '' && password === '') return http;
  const basicAuth = {
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
  };
  return { ...http, basicAuth };
}

function processTarget(argument: string, defaults: TargetDefaults): Target {
  const labels = { job: argument, instance: argument };
  return target('process', argument, labels, null, defaults.http, defaults);
}

function metricsTarget({ url, http, defaults }: Found, path: string): Target {
  const origin = `${url.protocol}//${url.host}`;
  // Two pages of one host and port are two targets.
  const labels = { ...labelsOf(url), ...(path === '/metrics' ? {} : { path }) };
  const profiles = ownProfiles(`${origin}${usualPath}`, http);
  return target('metrics', `${origin}${path}`, labels, profiles, http, defaults);
}

function pprofTarget({ url, http, defaults }: Found): Target {
  const path = pprofPath(url.pathname);
  const base = `${url.protocol}//${url.host}${path}`;
  const labels = { ...labelsOf(url), ...(path === usualPath ? {} : { path }) };
  return target('pprof', base, labels, ownProfiles(base, http), http, defaults);
}

/** Up to and with `/debug/pprof`; elsewhere all but the kind of a profile at the end. */
function pprofPath(pathname: string): string {
  const usual = pathname.indexOf(usualPath);
  if (usual !== -1) return pathname.slice(0, usual + usualPath.length);
  return pathname.replace(/\/(heap|goroutine)?$/, '') || usualPath;
}

function labelsOf(url: URL): Labels {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return { job: url.hostname, instance: `${url.hostname}:${port}` };
}

function target(
  source: TargetSource,
  url: string,
  labels: Labels,
  profiles: ProfileSource | null,
  http: HttpOptions,
  defaults: TargetDefaults,
): Target {
  return {
    ...defaults,
    http,
    id: fingerprint(labels),
    source,
    url,
    labels,
    workload: `${labels['instance'] ?? url}${labels['path'] ?? ''}`,
    profiles,
  };
}

function quoted(argument: string): string {
  return JSON.stringify(argument.replace(/\/\/[^/@]*@/, '//…@'));
}
