import { z } from 'zod';
import { wrongName } from '../model/label-name.ts';
import { bucketFields } from './bucket-schema.ts';
import { discoveryFields, refusedDiscoveryFields } from './discovery-schema.ts';
import {
  boolean,
  count,
  duration,
  fields,
  labels,
  list,
  name,
  oneOf,
  parsed,
  positiveNumber,
  size,
  span,
  targetLabels,
  text,
  url,
  wrongLabelName,
} from './fields.ts';
import { httpFields, refusedHttpFields } from './http-schema.ts';
import { parseMatch } from './parse-match.ts';
import { parseQueryStep } from './parse-query-step.ts';
import { processMatch, recorder } from './process-schema.ts';
import { besideStore, profileStoreFields } from './profile-store-schema.ts';
import { receiverFields } from './receiver-schema.ts';
import { escapingScheme, nameScheme, relabelFields } from './relabel-schema.ts';
import { shardFields } from './shard-schema.ts';

const labelNames = list(
  text('the name of a label').superRefine((given, context) => {
    const message = wrongLabelName(given);
    if (message !== null) context.addIssue({ code: 'custom', message });
  }),
  'a list of label names',
).min(1, { error: 'at least one label name' });

const path = text('a path such as /metrics').regex(/^\//, { error: 'it must start with /' });

const address = text('a host and port such as 127.0.0.1:2112').superRefine((given, context) => {
  const message = wrongAddress(given);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

const profiles = fields({
  address: name('a host and port such as {{host}}:6060')
    .superRefine((given, context) => {
      const message = wrongAddress(given.replaceAll(/\{\{(host|address)\}\}/g, 'h'));
      if (message !== null) context.addIssue({ code: 'custom', message });
    })
    .optional(),
  path: path.optional(),
  kinds: list(oneOf(['heap', 'goroutine']), 'a list of heap, goroutine')
    .min(1, { error: 'at least one of heap, goroutine' })
    .optional(),
  gc: boolean().optional(),
  min_interval: span().optional(),
  ...profileStoreFields,
}).superRefine((given, context) => {
  for (const field of besideStore(given)) {
    const message = 'stands beside a store of profiles, where it has no meaning; remove it';
    context.addIssue({ code: 'custom', path: [field], message });
  }
});

const limit = size().refine((bytes) => bytes > 0, {
  error: 'a limit of 0 is none; leave the field out',
});

const scrapeConfig = fields({
  job_name: name('the name of the job'),
  source: oneOf(['metrics', 'pprof']).optional(),
  scheme: oneOf(['http', 'https']).optional(),
  metrics_path: path.optional(),
  params: z
    .record(z.string(), list(text(), 'a list of values'), {
      error: 'a mapping of parameter names to lists of values',
    })
    .optional(),
  scrape_interval: span().optional(),
  scrape_timeout: span().optional(),
  body_size_limit: size()
    .refine((bytes) => bytes > 0, {
      error: 'an answer has a limit always; write one such as 64MiB',
    })
    .optional(),
  static_configs: list(
    fields({
      targets: list(address, 'a list of hosts and ports'),
      labels: targetLabels().optional(),
    }),
    'a list of { targets: […], labels: {…} }',
  ).optional(),
  ...discoveryFields,
  ...relabelFields,
  sample_limit: count().optional(),
  target_limit: count().optional(),
  label_limit: count().optional(),
  label_name_length_limit: count().optional(),
  label_value_length_limit: count().optional(),
  limit: limit.optional(),
  workload_labels: labelNames.optional(),
  profiles: profiles.optional(),
  ...httpFields,
});

const queryConfig = fields({
  job_name: name('the name of the job'),
  url: url(),
  match: parsed(parseMatch, 'a selector such as {namespace="shop"}').optional(),
  workload_labels: labelNames.optional(),
  limit: limit.optional(),
  query_step: parsed(parseQueryStep, 'auto, raw, or a duration such as 5m').optional(),
  query_interval: span().optional(),
  query_offset: duration().optional(),
  query_timeout: span().optional(),
  backfill: duration().optional(),
  max_series: positiveNumber()
    .refine(Number.isInteger, { error: 'it must be a whole number' })
    .optional(),
  profiles: profiles.optional(),
  ...httpFields,
});

const processConfig = fields({
  job_name: name('the name of the job'),
  match: processMatch,
  labels: labels().optional(),
  scrape_interval: span().optional(),
  scrape_timeout: span().optional(),
  limit: limit.optional(),
  workload_labels: labelNames.optional(),
  profiles: profiles.optional(),
  ...httpFields,
});

/** The configuration file, as Prometheus would write it. */
export const configSchema = fields({
  global: fields({
    scrape_interval: span().optional(),
    scrape_timeout: span().optional(),
    external_labels: labels().optional(),
    metric_name_validation_scheme: nameScheme.optional(),
    metric_name_escaping_scheme: escapingScheme.optional(),
  })
    .superRefine(({ external_labels = {}, metric_name_validation_scheme: scheme }, context) => {
      for (const name of Object.keys(external_labels)) {
        const message = wrongName(name, scheme);
        if (message === null || wrongName(name) !== null) continue;
        context.addIssue({ code: 'custom', path: ['external_labels', name], message });
      }
    })
    .optional(),
  rule_files: list(
    name('a path or a pattern such as rules/*.yaml'),
    'a list of paths or patterns',
  ).optional(),
  scrape_configs: list(scrapeConfig, 'a list of jobs').optional(),
  query_configs: list(queryConfig, 'a list of servers to query').optional(),
  process_configs: list(processConfig, 'a list of jobs of processes').optional(),
  recorder: recorder.optional(),
  receivers: list(
    fields({
      name: name('the name of the receiver').optional(),
      ...receiverFields,
    }),
    'a list of receivers',
  ).optional(),
  storage: fields({
    path: name('the path of a folder').optional(),
    retention_time: duration().optional(),
    retention_size: size().optional(),
    captures: fields({ s3: bucketFields.optional() }).optional(),
  }).optional(),
  shard: shardFields.optional(),
});

/** A configuration as the schema leaves it: units read, nothing filled in. */
export type ConfigFields = z.output<typeof configSchema>;

const notYet = (what: string) => `this version cannot ${what} yet; remove the field`;

/** Fields of Prometheus or of a later version, each with why it is not taken: never ignored. */
export const refusedConfigFields: Readonly<Record<string, string>> = {
  '*.scrape_protocols': notYet('choose the protocol of a scrape'),
  '*.honor_labels': notYet('take the labels of a target from its page'),
  '*.honor_timestamps': notYet('take the times of samples from the page'),
  'global.evaluation_interval': 'each group of rules has an interval of its own; set it there',
  'global.query_log_file': notYet('log queries'),
  alerting:
    'Alertmanager is told by a receiver; write receivers: [{ alertmanager_configs: [{ url: … }] }]',
  remote_write: notYet('write samples elsewhere'),
  remote_read: notYet('read samples from elsewhere'),
  ...refusedDiscoveryFields,
  ...refusedHttpFields,
};

/** A target is `host:port` or a host; its scheme and its path are fields of their own. */
function wrongAddress(given: string): string | null {
  if (/^\w+:\/\//.test(given)) {
    return 'a target is host:port without a scheme or a path; use the fields scheme and metrics_path';
  }
  if (given.includes('/')) return 'a target is host:port without a path; use metrics_path';
  if (/\s/.test(given) || given === '') return 'a target is host:port, such as 127.0.0.1:2112';
  return URL.canParse(`http://${given}/`)
    ? null
    : 'a target is host:port with a port from 0 to 65535, IPv6 in brackets: [::1]:2112';
}
