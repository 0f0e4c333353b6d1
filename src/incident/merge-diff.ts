import type { Capture } from '../model/capture.ts';
import { type Culprit, confidenceRank, type Diff } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import type { Rule } from '../model/rule.ts';

/**
 * The incident with a new diff: for each sample type the surest one stays (the newest among equals),
 * so that the few captures of a fresh life never wipe out what a whole life has proved. The very
 * same incident when the diff adds nothing.
 */
export function mergeDiff(
  incident: Incident,
  diff: Diff,
  captures: readonly Capture[],
  rule: Rule,
): Incident {
  const known = incident.diffs.find((other) => other.sampleType === diff.sampleType);
  if (known !== undefined && confidenceRank[known.verdict] > confidenceRank[diff.verdict])
    return incident;
  const diffs = [...incident.diffs.filter((other) => other !== known), diff];
  return {
    ...incident,
    diffs,
    captures: mergeCaptures(incident.captures, captures),
    culprits: culpritsOf(diffs, incident, rule),
  };
}

function mergeCaptures(known: readonly Capture[], more: readonly Capture[]): Capture[] {
  const byId = new Map([...known, ...more].map((capture) => [capture.id, capture]));
  return [...byId.values()].sort((a, b) => a.atMs - b.atMs);
}

/** All culprits that are more than a guess, the surest first, of the profile that the leak kind asks for first. */
function culpritsOf(diffs: readonly Diff[], incident: Incident, rule: Rule): Culprit[] {
  const aboutGoroutines =
    incident.verdict.leakKind === 'goroutine' || rule.detect.signal === 'goroutines';
  const order = aboutGoroutines ? ['goroutine', 'goroutineleak'] : ['inuse_space'];
  // What can never go on is surer than what merely waits.
  const fits = (diff: Diff) => order.indexOf(diff.sampleType);
  return diffs
    .toSorted((a, b) => confidenceRank[b.verdict] - confidenceRank[a.verdict] || fits(b) - fits(a))
    .flatMap(({ culprits }) => culprits)
    .filter(({ confidence }) => confidence !== 'not-enough-evidence');
}
