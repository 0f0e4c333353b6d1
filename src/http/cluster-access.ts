import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HttpOptions } from '../model/http.ts';
import { failure, type Result, success } from '../model/result.ts';

/** Who wants to ask an API server, and which: `apiServer` null: that of the pod which this runs in. */
export type ClusterClient = {
  readonly apiServer: string | null;
  readonly http: HttpOptions;
  /** Of the configuration, for the sentence: `kubernetes_sd_configs`. */
  readonly field: string;
};

/** What a pod knows of its cluster. */
export type PodSurroundings = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a pod finds its service account: `token`, `ca.crt`, `namespace`. */
  readonly serviceAccount: string;
};

/** Where the kubelet mounts it (kubernetes.io/docs/tasks/configure-pod-container/configure-service-account). */
export const podServiceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/** How the API server is asked. */
export type ClusterAccess = { readonly server: string; readonly http: HttpOptions };

/**
 * The API server of the configuration, else that of the pod which this runs in, with its service
 * account (kubernetes.io/docs/tasks/run-application/access-api-from-pod). To be asked for anew at each
 * request: the kubelet renews the token every hour or so.
 */
export async function clusterAccess(
  { apiServer, http, field }: ClusterClient,
  pod: PodSurroundings,
): Promise<Result<ClusterAccess>> {
  // Who configures the server means it.
  if (apiServer !== null)
    return success({ server: apiServer, http: { ...http, allowLinkLocal: true } });
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = pod.env;
  if (host === '') {
    return failure(
      `${field} without api_server works in a pod alone, and this is none (KUBERNETES_SERVICE_HOST is not set). Give api_server, authorization and tls_config.`,
    );
  }
  const [token, ca] = await Promise.all([readAccount(pod, 'token'), readAccount(pod, 'ca.crt')]);
  if (!token.ok) return token;
  if (!ca.ok) return ca;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const authorization = `Bearer ${token.value}`;
  return success({
    server,
    // Both were read just now.
    http: { ...http, authorization, tls: { ca: ca.value }, allowLinkLocal: true, files: {} },
  });
}

/** A file of the pod's service account, without white space at its ends. */
export async function readAccount(
  { serviceAccount }: PodSurroundings,
  name: 'token' | 'ca.crt' | 'namespace',
): Promise<Result<string>> {
  const path = join(serviceAccount, name);
  try {
    const text = (await readFile(path, 'utf8')).trim();
    if (text !== '') return success(text);
    return failure(`${path} is empty: the pod has no service account that it could ask with.`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return failure(
      `cannot read ${path} (${code}): the pod has no service account that it could ask with. Check automountServiceAccountToken.`,
      error,
    );
  }
}
