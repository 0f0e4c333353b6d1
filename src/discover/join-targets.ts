import type { Reading } from '../model/reading.ts';
import type { Target } from '../model/target.ts';
import { sameProcess } from './same-process.ts';

/** A target and what its first scrape said. */
export type Probed = { readonly target: Target; readonly reading: Reading };

/**
 * The targets to watch, in the order given. A metrics page and a pprof endpoint of one host whose figures
 * agree are one process: its figures come from the page, which tells its start and resident set, its
 * profiles from the endpoint.
 */
export function joinTargets(probed: readonly Probed[]): readonly Target[] {
  const joined = new Set<Target>();
  const targets = probed.map(({ target, reading }) => {
    if (target.source !== 'metrics') return target;
    const partner = probed.find(
      (other) =>
        other.target.source === 'pprof' &&
        !joined.has(other.target) &&
        hostOf(other.target) === hostOf(target) &&
        sameProcess(reading, other.reading),
    );
    if (partner === undefined) return target;
    joined.add(partner.target);
    return { ...target, profiles: partner.target.profiles };
  });
  return targets.filter((target) => !joined.has(target));
}

function hostOf({ url }: Target): string {
  return new URL(url).hostname;
}
