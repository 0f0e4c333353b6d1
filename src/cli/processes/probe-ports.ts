import { parseTargetArgument } from '../../discover/parse-target-argument.ts';
import { sameProcess } from '../../discover/same-process.ts';
import { servesProfiles } from '../../discover/serves-profiles.ts';
import type { ProcessConfig } from '../../model/config.ts';
import type { Reading } from '../../model/reading.ts';
import type { Target } from '../../model/target.ts';
import { scrapeTarget } from '../../scrape/scrape-target.ts';

/** What answers at a port. */
type Answer = {
  readonly page: NonNullable<Target['page']> | null;
  readonly reading: Reading | null;
  readonly profilesUrl: string | null;
};

/** The pages of a process: its figures', and the endpoint of its profiles. */
export type Pages = {
  readonly page: NonNullable<Target['page']> | null;
  readonly profilesUrl: string | null;
};

/** On localhost: what does not answer within it does not serve HTTP. */
const deadlineMs = 2_000;

/**
 * Asks each address for a metrics page and for profiles. `process` is what `/proc` says of the process where the
 * addresses may be another's: then only pages of one that started with it count, or of one that tells no start.
 */
export async function probePorts(
  addresses: readonly string[],
  job: Pick<ProcessConfig, 'http'>,
  process: Reading | null,
  signal: AbortSignal,
): Promise<Pages> {
  const answers = await Promise.all(addresses.map((address) => ask(address, job, signal)));
  const own = answers.filter(({ reading }) => isOf(reading, process));
  const withPage = own.filter(({ page }) => page !== null);
  // The runtime's figures tell more than those of a page that has the process' alone.
  const best = withPage.find(({ reading }) => tellsRuntime(reading)) ?? withPage[0];
  const profiles = best?.profilesUrl ?? own.find((one) => one.profilesUrl !== null)?.profilesUrl;
  return { page: best?.page ?? null, profilesUrl: profiles ?? null };
}

async function ask(
  address: string,
  { http }: Pick<ProcessConfig, 'http'>,
  signal: AbortSignal,
): Promise<Answer> {
  const defaults = { scrapeIntervalMs: deadlineMs, scrapeTimeoutMs: deadlineMs, http };
  const meanings = parseTargetArgument(address, defaults);
  const [metrics, pprof] = meanings.ok ? meanings.value : [];
  if (metrics === undefined || pprof?.profiles == null) return nothing;
  const scrape = (target: Target) => scrapeTarget(target, { nowMs: Date.now(), signal });
  const [page, served] = await Promise.all([
    scrape(metrics),
    servesProfiles(pprof.profiles, { deadlineMs, signal }),
  ]);
  const profilesUrl = served ? pprof.profiles.url : null;
  if (page.ok && tellsRuntime(page.value)) return answerOf(metrics, page.value, profilesUrl);
  const stats = served ? await scrape(pprof) : null;
  if (stats?.ok) return answerOf(pprof, stats.value, profilesUrl);
  return page.ok
    ? answerOf(metrics, page.value, profilesUrl)
    : { page: null, reading: null, profilesUrl };
}

const nothing: Answer = { page: null, reading: null, profilesUrl: null };

function answerOf({ source, url }: Target, reading: Reading, profilesUrl: string | null): Answer {
  const isPage = source === 'metrics' || source === 'pprof';
  return { page: isPage ? { source, url } : null, reading, profilesUrl };
}

function tellsRuntime(reading: Reading | null): boolean {
  const { heapInuse, heapAlloc, heapUsed, heapLive } = reading?.figures ?? {};
  return [heapInuse, heapAlloc, heapUsed, heapLive].some((figure) => figure !== undefined);
}

function isOf(reading: Reading | null, process: Reading | null): boolean {
  if (process === null || reading?.startAtMs === undefined) return true;
  return sameProcess(reading, process);
}
