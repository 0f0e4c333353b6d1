import type { NameScheme } from '../model/label-name.ts';
import type { EscapingScheme } from '../model/unescape-name.ts';

/** What a job, or `global`, says of names. */
export type NameFields = {
  readonly metric_name_validation_scheme?: NameScheme | undefined;
  readonly metric_name_escaping_scheme?: EscapingScheme | undefined;
};

/**
 * How the pages of a job are asked to write names, as Prometheus works it out (config/config.go, ScrapeConfig.Validate):
 * a job that says which names it allows does not inherit how they are written.
 */
export function escapingOf(job: NameFields, global: NameFields): EscapingScheme {
  if (job.metric_name_escaping_scheme !== undefined) return job.metric_name_escaping_scheme;
  return job.metric_name_validation_scheme === undefined ? ownEscaping(global) : ownEscaping(job);
}

function ownEscaping(of: NameFields): EscapingScheme {
  const byNames = of.metric_name_validation_scheme === 'legacy' ? 'underscores' : 'allow-utf-8';
  return of.metric_name_escaping_scheme ?? byNames;
}
