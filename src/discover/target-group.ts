import type { ContainerEnd } from '../model/container.ts';
import type { Labels } from '../model/labels.ts';

/**
 * Targets that were found together and share labels: a list of a file, a pod. It is never changed: what
 * a provider finds anew is a new group.
 */
export type TargetGroup = {
  /** What tells it from the provider's others: `/etc/targets.json:0`, `pod/shop/cart-1`. */
  readonly source: string;
  readonly labels: Labels;
  /** The labels of each; `__address__` is one of them. */
  readonly targets: readonly Labels[];
  /** Of a pod: how the life before the present one of each container ended, by its name. */
  readonly ends?: ReadonlyMap<string, ContainerEnd>;
};
