import { digits } from './format.ts';
import type { Replicas } from './replicas.ts';
import type { VersionContrast } from './version-contrast.ts';

/** Which version brought a leak, and what the one before did. */
export function explainVersion(contrast: VersionContrast): string {
  return `Since version ${contrast.since}: ${grewOf(contrast)}.`;
}

/** What the version before did: `a life of 1.41 did not rise`. */
export function grewOf({ before, lives, ratio }: VersionContrast): string {
  const of = lives === 1 ? `a life of ${before}` : `${lives} lives of ${before}`;
  const grew = ratio === 0 ? 'did not rise' : `grew ${digits(100 * ratio)} % as fast`;
  return `${of} ${grew}`;
}

/** How many replicas leak. */
export function explainReplicas({ rising, running }: Replicas): string {
  const alone = rising === 1 && running > 2 ? ': what this one was given may be the cause' : '';
  return `It rises in ${rising} of ${running} replicas${alone}.`;
}
