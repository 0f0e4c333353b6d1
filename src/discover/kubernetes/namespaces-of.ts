import { readAccount } from '../../http/cluster-access.ts';
import type { DiscoveryConfig } from '../../model/config.ts';
import { type Result, success } from '../../model/result.ts';
import type { Surroundings } from '../provider.ts';

export type KubernetesDiscovery = Extract<DiscoveryConfig, { kind: 'kubernetes' }>;

/** The namespaces to look into; one empty name: all. */
export async function namespacesOf(
  { namespaces, ownNamespace }: KubernetesDiscovery,
  around: Surroundings,
): Promise<Result<readonly string[]>> {
  if (!ownNamespace) return success(namespaces.length === 0 ? [''] : [...new Set(namespaces)]);
  const own = await readAccount(around, 'namespace');
  return own.ok ? success([...new Set([...namespaces, own.value])]) : own;
}
