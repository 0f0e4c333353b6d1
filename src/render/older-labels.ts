import { legacyName } from '../model/label-name.ts';
import type { Labels } from '../model/labels.ts';

/**
 * The same labels under names that every Alertmanager takes, as Prometheus' scheme `underscores` writes them; null:
 * they have such names already. Of two that come to one name the one that was called so stays, else the first.
 */
export function olderLabels(labels: Labels): Labels | null {
  const names = Object.keys(labels);
  const strange = names.filter((name) => legacyName(name) !== name);
  if (strange.length === 0) return null;
  const older = Object.entries(labels).filter(([name]) => !strange.includes(name));
  const escaped = strange
    .toReversed()
    .map((name) => [legacyName(name), labels[name] ?? ''] as const);
  return Object.fromEntries([...escaped, ...older]);
}
