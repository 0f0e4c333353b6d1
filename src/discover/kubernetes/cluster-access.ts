import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiscoveryConfig } from '../../model/config.ts';
import type { HttpOptions } from '../../model/http.ts';
import { failure, type Result, success } from '../../model/result.ts';
import type { Surroundings } from '../provider.ts';

export type KubernetesDiscovery = Extract<DiscoveryConfig, { kind: 'kubernetes' }>;

/** How the API server is asked. */
export type ClusterAccess = { readonly server: string; readonly http: HttpOptions };

/**
 * The API server of the configuration, else that of the pod which this runs in, with its service
 * account (kubernetes.io/docs/tasks/run-application/access-api-from-pod). To be asked for anew at each
 * request: the kubelet renews the token every hour or so.
 */
export async function clusterAccess(
  { apiServer, http }: KubernetesDiscovery,
  around: Surroundings,
): Promise<Result<ClusterAccess>> {
  // Who configures the server means it.
  if (apiServer !== null)
    return success({ server: apiServer, http: { ...http, allowLinkLocal: true } });
  const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443' } = around.env;
  if (host === '') {
    return failure(
      'kubernetes_sd_configs without api_server works in a pod alone, and this is none (KUBERNETES_SERVICE_HOST is not set). Give api_server, authorization and tls_config.',
    );
  }
  const [token, ca] = await Promise.all([
    readAccount(around, 'token'),
    readAccount(around, 'ca.crt'),
  ]);
  if (!token.ok) return token;
  if (!ca.ok) return ca;
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const authorization = `Bearer ${token.value}`;
  return success({
    server,
    http: { ...http, authorization, tls: { ca: ca.value }, allowLinkLocal: true },
  });
}

/** The namespaces to look into; one empty name: all. */
export async function namespacesOf(
  { namespaces, ownNamespace }: KubernetesDiscovery,
  around: Surroundings,
): Promise<Result<readonly string[]>> {
  if (!ownNamespace) return success(namespaces.length === 0 ? [''] : [...new Set(namespaces)]);
  const own = await readAccount(around, 'namespace');
  return own.ok ? success([...new Set([...namespaces, own.value])]) : own;
}

async function readAccount(
  { serviceAccount }: Surroundings,
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
