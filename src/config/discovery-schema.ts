import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import type { DiscoveryConfig } from '../model/config.ts';
import { boolean, fields, list, name, span, text, url } from './fields.ts';
import { httpFields, httpOptionsOf } from './http-schema.ts';
import type { Secrets } from './secrets.ts';

/** Prometheus' own (discovery/file, discovery/http). */
const defaultRefreshMs = { file: 5 * 60_000, http: 60_000 };

const filePattern = name('a path or a pattern such as targets/*.yaml').regex(
  /^[^*]*(\*[^/]*)?\.(json|yml|yaml|JSON|YML|YAML)$/,
  { error: 'it must end in .json, .yml or .yaml, with at most one *, in its last part' },
);

const namespaceName = text('the name of a namespace').regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, {
  error: 'the name of a namespace is lower-case letters, digits and -',
});

const role = text('pod').refine((given) => given === 'pod', {
  error: 'this version finds pods alone; write role: pod, and choose their ports by relabelling',
});

/** The ways to find a job's targets, beside `static_configs`, as Prometheus writes them. */
export const discoveryFields = {
  file_sd_configs: list(
    fields({
      files: list(filePattern, 'a list of paths or patterns').min(1, {
        error: 'at least one path',
      }),
      refresh_interval: span().optional(),
    }),
    'a list of { files: […] }',
  ).optional(),
  http_sd_configs: list(
    fields({ url: url(), refresh_interval: span().optional(), ...httpFields }),
    'a list of { url: … }',
  ).optional(),
  kubernetes_sd_configs: list(
    fields({
      role,
      api_server: url().optional(),
      namespaces: fields({
        own_namespace: boolean().optional(),
        names: list(namespaceName, 'a list of names').optional(),
      }).optional(),
      selectors: list(
        fields({ role, label: text().optional(), field: text().optional() }),
        'a list of { role: pod, label: …, field: … }',
      )
        .max(1, { error: 'one selector for pods is all that can be' })
        .optional(),
      ...httpFields,
    }),
    'a list of { role: pod }',
  ).optional(),
};

const others =
  'azure consul digitalocean dns docker dockerswarm ec2 eureka gce hetzner ionos kuma lightsail linode marathon nerve nomad openstack ovhcloud puppetdb scaleway serverset stackit triton uyuni vultr';

/** What Prometheus has beside them. */
export const refusedDiscoveryFields: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    others
      .split(' ')
      .map((way) => [
        `*.${way}_sd_configs`,
        'targets are found by static_configs, file_sd_configs, http_sd_configs and kubernetes_sd_configs; have a program write a file for file_sd_configs',
      ]),
  ),
  '*.kubeconfig_file':
    'this version reads no kubeconfig; in a pod nothing is needed, elsewhere give api_server, authorization and tls_config',
  '*.attach_metadata': 'this version looks at pods alone; remove the field',
};

const discoverySchema = fields(discoveryFields);

/** Checked fields → where to look; a path in them is relative to the file that it stands in. */
export function discoveryOf(
  job: z.output<typeof discoverySchema>,
  { file, secrets }: { readonly file: string; readonly secrets: Secrets },
): readonly DiscoveryConfig[] {
  const files = (job.file_sd_configs ?? []).map(({ files: patterns, refresh_interval }) => ({
    kind: 'file' as const,
    patterns: patterns.map((pattern) => resolve(dirname(file), pattern)),
    refreshIntervalMs: refresh_interval ?? defaultRefreshMs.file,
  }));
  const servers = (job.http_sd_configs ?? []).map((given) => ({
    kind: 'http' as const,
    url: given.url,
    refreshIntervalMs: given.refresh_interval ?? defaultRefreshMs.http,
    http: httpOptionsOf(given, secrets),
  }));
  const clusters = (job.kubernetes_sd_configs ?? []).map((given) => ({
    kind: 'kubernetes' as const,
    apiServer: given.api_server?.replace(/\/+$/, '') ?? null,
    namespaces: given.namespaces?.names ?? [],
    ownNamespace: given.namespaces?.own_namespace ?? false,
    labelSelector: given.selectors?.[0]?.label ?? '',
    fieldSelector: given.selectors?.[0]?.field ?? '',
    http: httpOptionsOf(given, secrets),
  }));
  return [...files, ...servers, ...clusters];
}
