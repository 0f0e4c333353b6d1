import type { ProfileKind } from '../model/capture.ts';
import type { ScrapeConfig } from '../model/config.ts';
import type { HttpOptions } from '../model/http.ts';
import type { Labels } from '../model/labels.ts';
import type { ProfileSource } from '../model/target.ts';
import { ownProfiles } from './own-profiles.ts';
import { storedProfiles } from './stored-profiles.ts';

/** What is known of a target by the time its profiles are looked for. */
export type Scraped = {
  readonly address: string;
  /** The pprof endpoint that its numbers come from; null: they come from elsewhere. */
  readonly pprofUrl: string | null;
  readonly http: HttpOptions;
};

/**
 * Where a target's profiles come from: `__profiles_address__ __profiles_scheme__ __profiles_path__
 * __profiles_kinds__` (`heap,goroutine`) where relabelling has set them, else what the job's `profiles`
 * say (a store of profiles beats them all), else the endpoint that its numbers come from. A path may be that of one kind
 * (`/debug/pprof/heap`, as annotations have it). null: from nowhere.
 */
export function profileSourceOf(
  job: ScrapeConfig,
  labels: Labels,
  scraped: Scraped,
): ProfileSource | null {
  const kinds = kindsOf(labels['__profiles_kinds__']);
  if (kinds?.length === 0) return null;
  const source = configured(job, labels, scraped);
  return source === null || kinds === null ? source : { ...source, kinds };
}

function configured(
  job: ScrapeConfig,
  labels: Labels,
  { address, pprofUrl, http }: Scraped,
): ProfileSource | null {
  const { __profiles_address__: at, __profiles_path__: path } = labels;
  const { profiles } = job;
  const stored =
    profiles === null ? null : storedProfiles(profiles, { instance: address, ...labels });
  if (stored !== null) return stored;
  if (profiles === null && at === undefined && path === undefined) {
    return pprofUrl === null ? null : ownProfiles(pprofUrl, http);
  }
  const host = at ?? filled(profiles?.address ?? '{{address}}', address);
  const origin = /^https?:\/\//.test(host) ? host : `${schemeOf(job, labels)}://${host}`;
  const url = `${origin}${basePath(path ?? profiles?.path ?? '/debug/pprof')}`;
  if (profiles === null) return ownProfiles(url, http);
  const { kinds, gc, minIntervalMs } = profiles;
  return { url, kinds, gc, minIntervalMs, http };
}

function schemeOf({ scheme }: ScrapeConfig, labels: Labels): string {
  return labels['__profiles_scheme__'] ?? labels['__scheme__'] ?? scheme;
}

/** The path of a pprof endpoint without the kind of a profile and without a slash at its end. */
export function basePath(path: string): string {
  const slashed = path.startsWith('/') ? path : `/${path}`;
  return slashed.replace(/\/+$/, '').replace(/\/(heap|allocs|goroutine)$/, '');
}

/** Kinds that are not captured here (`cpu`) are passed over; null: nobody said which. */
function kindsOf(text: string | undefined): readonly ProfileKind[] | null {
  if (text === undefined) return null;
  const words = new Set(text.split(/[,\s]+/).map((word) => (word === 'memory' ? 'heap' : word)));
  return (['heap', 'goroutine'] as const).filter((kind) => words.has(kind));
}

function filled(template: string, address: string): string {
  return template
    .replaceAll(/\{\{\s*host\s*\}\}/g, hostOf(address))
    .replaceAll(/\{\{\s*address\s*\}\}/g, address);
}

/** Without the port; an IPv6 address keeps its brackets, so that a port can follow. */
function hostOf(address: string): string {
  return address.replace(/:\d+$/, '');
}
