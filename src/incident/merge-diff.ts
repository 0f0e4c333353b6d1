import type { Capture } from '../model/capture.ts';
import { capturesOfLife } from '../model/captures-of-life.ts';
import { type Culprit, confidenceRank, type Diff } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import type { Rule } from '../model/rule.ts';
import { packageOf } from '../profile/function-name.ts';
import { isOfLibrary, libraryOf } from '../profile/library-of.ts';
import { keepCaptures } from './keep-captures.ts';

/**
 * The incident with a new diff: for each sample type the surest one stays (the newest among equals),
 * so that the few captures of a fresh life never wipe out what a whole life has proved. Its captures are kept
 * all the same, as many as an incident may have. The very same incident when neither adds anything.
 */
export function mergeDiff(
  incident: Incident,
  diff: Diff,
  captures: readonly Capture[],
  rule: Rule,
): Incident {
  const known = incident.diffs.find((other) => other.sampleType === diff.sampleType);
  if (known !== undefined && isSurer(known, diff)) {
    return withFresh(incident, captures);
  }
  const diffs = [...incident.diffs.filter((other) => other !== known), diff];
  return {
    ...incident,
    diffs,
    captures: keepCaptures(mergeCaptures(incident.captures, captures), diffs),
    culprits: culpritsOf(diffs, incident, rule),
  };
}

/** A name that its owner can open is surer than a library's, whose caller no stack shows. */
function isSurer(known: Diff, diff: Diff): boolean {
  const more = confidenceRank[known.verdict] - confidenceRank[diff.verdict];
  return more > 0 || (more === 0 && namesOwn(known) && !namesOwn(diff));
}

function namesOwn({ verdict, culprits: [first] }: Diff): boolean {
  return verdict !== 'not-enough-evidence' && first?.kind === 'application';
}

/**
 * With the captures of a life that has proved nothing yet, of the newest such life alone: what an open incident has
 * is never deleted, and a process that crashes every minute has many.
 */
function withFresh(incident: Incident, captures: readonly Capture[]): Incident {
  const newest = captures.at(-1);
  const known = new Set(incident.captures.map(({ id }) => id));
  if (newest === undefined || captures.every(({ id }) => known.has(id))) return incident;
  const provedAtMs = Math.max(...incident.diffs.map(({ current }) => current.atMs ?? 0));
  const own = new Set(capturesOfLife(incident.captures, newest.lifeStartAtMs));
  const kept = incident.captures.filter((one) => one.atMs <= provedAtMs || own.has(one));
  return { ...incident, captures: keepCaptures(mergeCaptures(kept, captures), incident.diffs) };
}

function mergeCaptures(known: readonly Capture[], more: readonly Capture[]): Capture[] {
  const byId = new Map([...known, ...more].map((capture) => [capture.id, capture]));
  return [...byId.values()].sort((a, b) => a.atMs - b.atMs);
}

/**
 * All culprits that are more than a guess, the surest first, of the profile that the leak kind asks for first. Where
 * that names a library and the other one a function of the application that calls this library, that one is who
 * started what the library holds.
 */
function culpritsOf(diffs: readonly Diff[], incident: Incident, rule: Rule): Culprit[] {
  const aboutGoroutines =
    incident.verdict.leakKind === 'goroutine' || rule.detect.signal === 'goroutines';
  const order = aboutGoroutines ? ['goroutine', 'goroutineleak'] : ['inuse_space'];
  // What can never go on is surer than what merely waits.
  const fits = (diff: Diff) => order.indexOf(diff.sampleType);
  return diffs
    .toSorted(
      (a, b) =>
        confidenceRank[b.verdict] - confidenceRank[a.verdict] ||
        Number(callsLibraryOf(b, a)) - Number(callsLibraryOf(a, b)) ||
        fits(b) - fits(a),
    )
    .flatMap(({ culprits }) => culprits)
    .filter(({ confidence }) => confidence !== 'not-enough-evidence');
}

/**
 * Whether one diff names a function of the application that calls the library that the other names: a library that is
 * entered in one package runs its goroutines in others, and what calls the application asks it for nothing.
 */
function callsLibraryOf(one: Diff, other: Diff): boolean {
  const [own, foreign] = [one.culprits[0], other.culprits[0]];
  if (own?.kind !== 'application' || foreign === undefined || foreign.kind === 'application') {
    return false;
  }
  const library = libraryOf(foreign);
  const at = own.stack.findIndex(({ file, line }) => file === own.file && line === own.line);
  const called = at < 0 ? own.stack : own.stack.slice(0, at);
  return called.some((frame) => isOfLibrary(packageOf(frame.function), library));
}
