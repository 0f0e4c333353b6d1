import type { Problem } from '../model/config.ts';
import { checkReceivers } from './check-receivers.ts';
import { checkRelabelling } from './check-relabelling.ts';
import { defaults } from './defaults.ts';
import { entriesOf, repeatedNames } from './entries-of.ts';
import { httpFields } from './http-schema.ts';
import { parseDuration } from './parse-duration.ts';
import { problemAt, valueAt } from './problems-of.ts';
import type { Secrets } from './secrets.ts';
import type { FieldPath, YamlSource } from './yaml-source.ts';

/**
 * What must hold between fields. It looks at the text itself and takes only what has the right
 * kind, so that its problems are told along with those of the single fields.
 */
export function checkConfig(source: YamlSource, secrets: Secrets): Problem[] {
  const jobs = entriesOf(source, ['scrape_configs']);
  const queries = entriesOf(source, ['query_configs']);
  const receivers = checkReceivers(source, secrets);
  const processes = entriesOf(source, ['process_configs']);
  return [
    ...checkTimeout(source, ['global'], defaults.scrapeIntervalMs),
    ...jobs.flatMap((job) => [
      ...checkTimeout(source, job, globalIntervalMs(source)),
      ...checkTargets(source, job),
      ...checkRelabelling(source, job),
    ]),
    ...repeatedNames(source, jobs, 'job_name'),
    ...repeatedNames(source, queries, 'job_name'),
    ...processes.flatMap((job) => checkTimeout(source, job, globalIntervalMs(source))),
    ...repeatedNames(source, processes, 'job_name'),
    ...repeatedNames(source, entriesOf(source, ['receivers']), 'name'),
    ...receivers.problems,
    ...[
      ...jobs,
      ...jobs.flatMap((job) => discoverers(source, job)),
      ...queries,
      ...processes,
      ...receivers.clients,
    ].flatMap((client) => checkClient(source, client)),
  ];
}

function checkTimeout(source: YamlSource, at: FieldPath, inheritedMs: number): Problem[] {
  const timeoutMs = durationAt(source, [...at, 'scrape_timeout']);
  const intervalMs = durationAt(source, [...at, 'scrape_interval']) ?? inheritedMs;
  if (timeoutMs === null || timeoutMs <= intervalMs) return [];
  const message = `is longer than the scrape interval (${intervalMs / 1000}s); at most one scrape is under way`;
  return [problemAt(source, [...at, 'scrape_timeout'], message)];
}

function globalIntervalMs(source: YamlSource): number {
  return durationAt(source, ['global', 'scrape_interval']) ?? defaults.scrapeIntervalMs;
}

function checkTargets(source: YamlSource, job: FieldPath): Problem[] {
  const mapping = valueAt(source.plain, job);
  const has = typeof mapping === 'object' && mapping !== null && 'static_configs' in mapping;
  if (has || hasOtherDiscovery(mapping)) return [];
  const message = 'has neither static_configs nor another way to find targets, and so no target';
  return [problemAt(source, job, message, 'value', 'warning')];
}

/** What of a job's discovery talks HTTP. */
function discoverers(source: YamlSource, job: FieldPath): FieldPath[] {
  return ['http_sd_configs', 'kubernetes_sd_configs'].flatMap((list) =>
    entriesOf(source, [...job, list]),
  );
}

/** Another way to find targets is told as a problem of its own. */
function hasOtherDiscovery(mapping: unknown): boolean {
  return Object.keys(Object(mapping)).some((key) => key.endsWith('_sd_configs'));
}

/** What Prometheus refuses of an HTTP client, and one place for its fields. */
function checkClient(source: YamlSource, at: FieldPath): Problem[] {
  const nested = [...at, 'http_config'];
  const outer = valueAt(source.plain, at);
  const both = valueAt(source.plain, nested) !== undefined;
  const strays = both ? Object.keys(httpFields).filter((field) => field in Object(outer)) : [];
  return [
    ...strays.map((field) =>
      problemAt(source, [...at, field], 'stands beside http_config; write it there', 'key'),
    ),
    ...[at, nested].flatMap((client) => checkCredentials(source, client)),
  ];
}

function checkCredentials(source: YamlSource, at: FieldPath): Problem[] {
  const given = (...path: string[]) => valueAt(source.plain, [...at, ...path]) !== undefined;
  const problems: Problem[] = [];
  if (given('basic_auth') && given('authorization')) {
    problems.push(
      problemAt(source, [...at, 'authorization'], 'stands beside basic_auth; keep one', 'key'),
    );
  }
  for (const [one, other] of [
    ['cert', 'key'],
    ['key', 'cert'],
  ] as const) {
    const has = (part: string) => given('tls_config', part) || given('tls_config', `${part}_file`);
    if (has(one) && !has(other)) {
      const message = `${one} is given without ${other}; a client certificate needs both`;
      problems.push(problemAt(source, [...at, 'tls_config'], message, 'key'));
    }
  }
  return problems;
}

function durationAt(source: YamlSource, path: FieldPath): number | null {
  const value = valueAt(source.plain, path);
  const parsed = typeof value === 'string' ? parseDuration(value) : null;
  return parsed?.ok ? parsed.value : null;
}
