import { explainStatus, looksLike } from '../http/explain-answer.ts';
import { hideSecrets } from '../http/hide-secrets.ts';
import { type HttpAnswer, httpRequest } from '../http/request.ts';
import { shownUrl } from '../http/shown-url.ts';
import { limits, type NoteUse } from '../model/limits.ts';
import type { Reading } from '../model/reading.ts';
import { failure, type Result, success } from '../model/result.ts';
import { instanceOf, pidOf, type Target } from '../model/target.ts';
import { type EscapingScheme, escapingSchemes, unescapeName } from '../model/unescape-name.ts';
import { acceptMetrics } from './accept-metrics.ts';
import { parseGoroutineTotal, parseMemStats } from './parse-mem-stats.ts';
import {
  type MetricSample,
  type PageOptions,
  parseMetricsPage,
  tooManySamples,
} from './parse-metrics-page.ts';
import { readProcess } from './read-process.ts';
import { isNeededMetric, readingOfMetrics } from './reading-of-metrics.ts';
import { relabelSamples, renames } from './relabel-samples.ts';
import { unescapeSamples } from './unescape-samples.ts';

type About = {
  readonly nowMs: number;
  readonly signal: AbortSignal;
  /** Told how near a page comes to its limits. */
  readonly noteUse?: NoteUse;
};

/**
 * One scrape of one target, whatever its source, within the target's own timeout. A failure is a
 * sentence that says what was asked, what came and what to do.
 */
export async function scrapeTarget(target: Target, about: About): Promise<Result<Reading>> {
  switch (target.source) {
    case 'metrics':
      return scrapeMetrics(target, about);
    case 'pprof':
      return scrapePprof(target, about);
    case 'process':
      return scrapeProcess(target, about);
    case 'query':
      throw new Error(`${target.url} is read by its feed and never scraped`);
  }
}

async function scrapeMetrics(target: Target, about: About): Promise<Result<Reading>> {
  const page = await fetchText(target, target.url, about, {
    accept: acceptMetrics(target.escaping ?? 'allow-utf-8'),
  });
  if (!page.ok) return page;
  const samples = samplesOf(page.value, target, about.noteUse);
  if (!samples.ok) return samples;
  const { relabelled, isLess } = samples.value;
  const reading = readingOfMetrics(unescapeSamples(relabelled, escapingOf(page.value)), {
    nowMs: about.nowMs,
    instance: instanceOf(target),
  });
  if (reading.ok) return reading;
  const left = isLess ? ' (after metric_relabel_configs)' : '';
  return failure(`${asked(target.url)}: ${reading.reason}${left}.`);
}

/** What rules leave of a page; `isLess`: they dropped something. */
function samplesOf(
  page: Page,
  target: Target,
  noteUse: NoteUse = () => undefined,
): Result<{ readonly relabelled: readonly MetricSample[]; readonly isLess: boolean }> {
  const { metricRelabel: rules = [], sampleLimit } = target;
  const most = sampleLimit ?? limits.page_samples.most;
  // What rules drop does not count, so that all has to be read before it is known how much there is.
  const isCounted = sampleLimit !== undefined && rules.length > 0;
  const mostRead = isCounted ? Math.max(most, limits.page_samples.most) : most;
  const escaping = escapingOf(page);
  const plain = (name: string) => unescapeName(name, escaping);
  let seen = 0;
  const samples = parseMetricsPage(page.text, {
    ...(renames(rules) || isCounted ? {} : { keep: (name) => isNeededMetric(plain(name)) }),
    ...formatOf(page),
    most: mostRead,
    seen: (page) => {
      seen = page.samples;
      noteUse({ limit: 'labels_of_sample', used: page.labels });
    },
  });
  if (!samples.ok) {
    if (samples.reason === tooManySamples) return pastLimit(target, mostRead);
    const why = hideSecrets(samples.reason, target);
    return failure(`${asked(target.url)}: ${why}. Check that this is a metrics page.`);
  }
  const relabelled =
    rules.length === 0 ? samples.value : relabelSamples(samples.value, rules, target.labels);
  noteUse({ limit: 'page_samples', used: isCounted ? relabelled.length : seen, most });
  if (relabelled.length > most) return pastLimit(target, most, ' after metric_relabel_configs');
  return success({ relabelled, isLess: relabelled.length < samples.value.length });
}

function formatOf({ contentType }: Page): Pick<PageOptions, 'format'> {
  if (contentType.includes('version=0.0.4')) return { format: 'prometheus' };
  return contentType.includes('openmetrics') ? { format: 'openmetrics' } : {};
}

/** How the page says that it has written names. */
function escapingOf({ contentType }: Page): EscapingScheme {
  const said = /;\s*escaping="?([\w-]+)/.exec(contentType)?.[1];
  return escapingSchemes.find((scheme) => scheme === said) ?? 'allow-utf-8';
}

/** As in Prometheus the scrape as a whole is refused: half a page would look like a cure. */
function pastLimit({ url, sampleLimit }: Target, most: number, left = ''): Result<never> {
  const why = `${asked(url)}: the page has more than ${most} samples${left}`;
  return failure(
    most === sampleLimit
      ? `${why}, and sample_limit allows no more. Drop some by metric_relabel_configs, or raise it.`
      : `${why}, the most that is read where sample_limit says nothing higher. Check that this is the page of one program, or raise it.`,
  );
}

async function scrapePprof(target: Target, about: About): Promise<Result<Reading>> {
  const heapUrl = `${target.url}/heap?debug=1`;
  const [page, goroutines] = await Promise.all([
    fetchText(target, heapUrl, about, {}),
    countGoroutines(target, about),
  ]);
  if (!page.ok) return page;
  const figures = parseMemStats(page.value.text);
  if (!figures.ok) {
    return failure(
      `${asked(heapUrl)}: ${figures.reason}. Check that a Go program serves net/http/pprof there.`,
    );
  }
  return success({
    atMs: about.nowMs,
    instance: instanceOf(target),
    figures: { ...figures.value, ...(goroutines === null ? {} : { goroutines }) },
  });
}

/**
 * The page lists every stack after its first line, and only that line is needed. A small page is read whole all the same:
 * what is cut off costs the connection, and a new one costs both sides more. A helper: null, never a failure.
 */
async function countGoroutines(target: Target, about: About): Promise<number | null> {
  const answer = await httpRequest({
    method: 'GET',
    url: `${target.url}/goroutine?debug=1`,
    http: target.http,
    deadlineMs: target.scrapeTimeoutMs,
    maxBytes: 16 * 1024,
    whenLarger: 'cut',
    signal: about.signal,
  });
  if (!answer.ok || answer.value.status !== 200) return null;
  return parseGoroutineTotal(Buffer.from(answer.value.body).toString('latin1'));
}

async function scrapeProcess(target: Target, about: About): Promise<Result<Reading>> {
  const pid = pidOf(target.url);
  if (pid === null) {
    const [why] = target.notices ?? [];
    return failure(why ?? `${target.url}: this is no process. Write it as pid:1234.`);
  }
  const [process, page] = await Promise.all([
    readProcess(pid, { nowMs: about.nowMs, instance: instanceOf(target) }),
    scrapePage(target, about),
  ]);
  if (!process.ok || page === null) return process;
  if (!page.ok) return success({ ...process.value, pageFault: page.reason });
  return success(withPage(process.value, page.value));
}

/** The figures of a process's own page. A helper: what the kernel says of it stands without them. */
async function scrapePage(target: Target, about: About): Promise<Result<Reading> | null> {
  const { page } = target;
  if (page === undefined) return null;
  const asked = { ...target, ...page };
  return page.source === 'metrics' ? scrapeMetrics(asked, about) : scrapePprof(asked, about);
}

/** What the kernel says of memory, start and limit beats what the process says of itself. */
function withPage(process: Reading, page: Reading): Reading {
  const limitBytes = process.limitBytes ?? page.limitBytes;
  return {
    ...page,
    ...process,
    figures: { ...page.figures, ...process.figures },
    ...(limitBytes === undefined ? {} : { limitBytes }),
  };
}

type Page = { readonly text: string; readonly contentType: string };

async function fetchText(
  target: Target,
  url: string,
  about: About,
  headers: Readonly<Record<string, string>>,
): Promise<Result<Page>> {
  const most = target.bodySizeLimitBytes ?? limits.page_bytes.most;
  const answer = await httpRequest({
    method: 'GET',
    url,
    headers,
    http: target.http,
    deadlineMs: target.scrapeTimeoutMs,
    maxBytes: most,
    signal: about.signal,
  });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  about.noteUse?.({ limit: 'page_bytes', used: body.byteLength, most });
  if (status !== 200) return failure(explainStatus(url, answer.value, whereToLook(target)));
  const wrong = wrongKind(answer.value);
  if (wrong !== null) return failure(`${asked(url)}: ${wrong}. ${whereToLook(target)}`);
  return success({
    text: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'),
    contentType: answer.value.headers['content-type'] ?? '',
  });
}

function wrongKind({ body, headers }: HttpAnswer): string | null {
  const type = headers['content-type'] ?? 'no content type';
  switch (looksLike(body)) {
    case 'empty':
      return 'the answer is an empty page';
    case 'html':
      return `the answer is HTML (${type}), a page for people`;
    case 'json':
      return `the answer is JSON (${type})`;
    case 'gzip':
    case 'binary':
      return `the answer is binary (${type}), not text`;
    case 'text':
      return null;
  }
}

function whereToLook(target: Target): string {
  return target.source === 'pprof'
    ? 'Give the address at which the Go program serves net/http/pprof, usually …/debug/pprof.'
    : 'Give the address of the metrics page, usually …/metrics.';
}

function asked(url: string): string {
  return `GET ${shownUrl(url)}`;
}
