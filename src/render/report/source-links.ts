import type { Culprit } from '../../model/culprit.ts';
import type { Labels } from '../../model/labels.ts';
import type { SourceLink } from './leak-report.ts';
import { sourceLink } from './source-link.ts';

/** Where the sources of these culprits are, as far as anybody says. */
export function sourceLinks(
  culprits: readonly Culprit[],
  labels: Labels,
): ReadonlyMap<string, SourceLink> {
  const links = new Map<string, SourceLink>();
  for (const culprit of culprits) {
    const link = sourceLink(culprit, labels);
    if (link !== null) links.set(culprit.function, link);
  }
  return links;
}
