import type { Labels } from '../../model/labels.ts';
import { workloadOfPod } from '../../model/workload-of-pod.ts';

/** What the downward API says of the pod that this process runs in. */
export type PodIdentity = {
  /** `namespace pod container node uid`, as far as they are known. */
  readonly labels: Labels;
  /** The owner: the pod's name without what Kubernetes made up; null: no pod. */
  readonly owner: string | null;
  /** The app's `limits.memory` in bytes; null: none was given. */
  readonly limitBytes: number | null;
  /** Where annotations say that the profiles are; null: they do not. */
  readonly profilesUrl: string | null;
};

/** The environment variables that a manifest sets by `fieldRef` and `resourceFieldRef`, and the labels that they become. */
const variables = {
  POD_NAMESPACE: 'namespace',
  POD_NAME: 'pod',
  CONTAINER_NAME: 'container',
  NODE_NAME: 'node',
  POD_UID: 'uid',
} as const;

/**
 * Reads the downward API: variables (`MEM_LIMIT` is the app's `limits.memory`, in bytes) and the texts of a
 * volume's `labels` and `annotations` files, empty where there are none.
 */
export function podIdentity(
  env: Readonly<Record<string, string | undefined>>,
  files: { readonly labels: string; readonly annotations: string },
): PodIdentity {
  const known = Object.entries(variables).flatMap(([variable, label]) => {
    const value = env[variable] ?? '';
    return value === '' ? [] : [[label, value] as const];
  });
  const labels = Object.fromEntries(known);
  const pod = labels['pod'];
  return {
    labels,
    owner: pod === undefined ? null : ownerOf(pod, parseFields(files.labels)),
    limitBytes: /^\d+$/.test(env['MEM_LIMIT'] ?? '') ? Number(env['MEM_LIMIT']) : null,
    profilesUrl: profilesUrlOf(parseFields(files.annotations)),
  };
}

/** The volume's labels know what was made up; else the form of the name tells. */
function ownerOf(pod: string, podLabels: Readonly<Record<string, string>>): string {
  const hash = podLabels['pod-template-hash'];
  const at = hash === undefined ? -1 : pod.lastIndexOf(`-${hash}-`);
  return at > 0 ? pod.slice(0, at) : workloadOfPod(pod);
}

/** `profiles.grafana.com/memory.{port,path,scheme}`: the convention of Pyroscope's chart. */
function profilesUrlOf(annotations: Readonly<Record<string, string>>): string | null {
  const about = (name: string) => annotations[`profiles.grafana.com/memory.${name}`];
  const port = about('port') ?? '';
  if (about('scrape') === 'false' || !/^\d{1,5}$/.test(port)) return null;
  const path = (about('path') ?? '/debug/pprof').replace(/\/(heap|allocs)?$/, '');
  const scheme = about('scheme') === 'https' ? 'https' : 'http';
  return `${scheme}://127.0.0.1:${port}${path.startsWith('/') ? path : `/${path}`}`;
}

/** `name="value"`, one a line, the value as Go quotes it (kubernetes pkg/fieldpath FormatMap). */
function parseFields(text: string): Readonly<Record<string, string>> {
  const fields = text.split('\n').flatMap((line) => {
    const [, name, quoted] = /^([^=]+)=(".*")$/.exec(line) ?? [];
    if (name === undefined || quoted === undefined) return [];
    try {
      return [[name, String(JSON.parse(quoted))] as const];
    } catch {
      return [];
    }
  });
  return Object.fromEntries(fields);
}
