import type { Incident } from '../model/incident.ts';
import type { TargetSnapshot } from '../model/snapshot.ts';
import type { LifeEnding } from '../model/timeline.ts';
import { type Verdict, verdictRank } from '../model/verdict.ts';
import { endsBeside, endsSince, type ToldEnd } from './ends-since.ts';
import { formatMoment } from './format-moment.ts';
import { livedOn } from './lived-on.ts';
import { withoutForecast, withoutRamp } from './without-forecast.ts';

/** What may be told of an incident at one time. */
export type Told = {
  /** What it is, with the newest figures; those that are not known any more are null. */
  readonly verdict: Verdict;
  /** The verdict that a chart of it draws: without a ramp where that is over. */
  readonly charted: Verdict;
  /** The verdict that its kind and its sureness are from: whose gates were asked. */
  readonly proof: Verdict;
  /** Why, in the verdict's own sentences; what it forecast is left out as soon as it is old. */
  readonly why: string;
  /** When the figures were so, ms since 1970; null: they are of now. */
  readonly asOfMs: number | null;
  /** Whether they are the last that were seen of one that cannot be seen now, not those of when it was worst. */
  readonly isLastSeen: boolean;
  /** How lives have ended since it was worst, newest first, two at most; none: it lasts, as far as is known. */
  readonly ends: readonly ToldEnd[];
};

/** A verdict that nothing newer is known beside is news for so long. */
const newForMs = 60_000;

/**
 * An incident keeps its worst verdict, whose forecast is wrong a moment later. So all views tell of an incident by this
 * one rule: the figures are those of now while the life lasts; of one that is down or over those that were seen last,
 * without a forecast, and when and how it ended; what was worst is told as past, with its time. `shown`: its target
 * now; null: nobody knows, as in a store.
 */
export function toldNow(incident: Incident, shown: TargetSnapshot | null, nowMs: number): Told {
  const { verdict: worst } = incident;
  const isOpen = incident.state === 'firing' || incident.state === 'pending';
  const ends = endsSince(incident, shown);
  const newer = isOpen ? newerThan(worst, shown) : null;
  if (newer !== null && isOfNow(newer, shown, ends, nowMs)) {
    return { ...ofNow(newer, worst, nowMs), ends: endsBeside(ends, newer.atMs) };
  }
  const isDown = isOpen && shown?.health === 'down';
  // Of a workload's other instances nothing is told in the name of one that cannot be seen.
  if (newer !== null && newer.instance === worst.instance) {
    return lastSeen(newer, incident, shown, { ends, isDown, nowMs });
  }
  return ofWorst(incident, shown, { ends, isDown, isOpen, nowMs });
}

/** What is known of the target since, of the same signal. */
function newerThan(worst: Verdict, shown: TargetSnapshot | null): Verdict | null {
  const verdict = shown?.verdict ?? null;
  if (verdict === null || verdict.atMs <= worst.atMs) return null;
  return verdict.signal === worst.signal ? verdict : null;
}

/** Of one that is down, whose life is over, or of which nothing was heard for long, nothing is known now. */
function isOfNow(
  verdict: Verdict,
  shown: TargetSnapshot | null,
  ends: readonly LifeEnding[],
  nowMs: number,
): boolean {
  if (shown === null || shown.health === 'down') return false;
  if (ends.some(({ atMs }) => atMs > verdict.atMs)) return false;
  return nowMs - verdict.atMs <= Math.max(newForMs, 3 * shown.target.scrapeIntervalMs);
}

function ofNow(newer: Verdict, worst: Verdict, nowMs: number): Omit<Told, 'ends'> {
  const { verdict, proof } = withKindOf(worst, newer);
  const why = proof === newer ? newer.explanation : past(worst, nowMs);
  return { verdict, charted: verdict, proof, why, asOfMs: null, isLastSeen: false };
}

type When = {
  readonly ends: readonly LifeEnding[];
  readonly isDown: boolean;
  readonly nowMs: number;
};

function lastSeen(
  newer: Verdict,
  { verdict: worst, timeline }: Incident,
  shown: TargetSnapshot | null,
  { ends, isDown, nowMs }: When,
): Told {
  const { verdict, proof } = withKindOf(worst, newer);
  const known = livedOn(verdict, ends, [timeline, shown?.timeline]);
  return {
    verdict: isDown ? withoutRamp(known) : withoutForecast(known),
    charted: withoutRamp(known),
    proof,
    why: past(proof, nowMs),
    asOfMs: newer.atMs,
    isLastSeen: true,
    ends: endsBeside(ends, newer.atMs),
  };
}

function ofWorst(
  { verdict: worst, timeline }: Incident,
  shown: TargetSnapshot | null,
  { ends, isDown, isOpen, nowMs }: When & { readonly isOpen: boolean },
): Told {
  const known = livedOn(worst, ends, [timeline, shown?.timeline]);
  const isLastSeen =
    isDown && shown?.verdict?.atMs === worst.atMs && shown.verdict.instance === worst.instance;
  const told = {
    ...{ verdict: known, charted: known, proof: worst, why: past(worst, nowMs) },
    ...{ asOfMs: worst.atMs, isLastSeen, ends: endsBeside(ends, worst.atMs) },
  };
  if (isDown) return { ...told, verdict: withoutRamp(known), charted: withoutRamp(known) };
  if (!isOpen || ends.length > 0) {
    return { ...told, verdict: withoutForecast(known), charted: withoutRamp(known) };
  }
  return isNewest(worst, shown, nowMs) ? { ...told, why: worst.explanation, asOfMs: null } : told;
}

function isNewest(worst: Verdict, shown: TargetSnapshot | null, nowMs: number): boolean {
  const verdict = shown?.verdict ?? null;
  if (verdict === null || !isOfNow(verdict, shown, [], nowMs)) {
    return nowMs - worst.atMs <= newForMs;
  }
  return verdict.atMs <= worst.atMs;
}

/** A new life looks steady at first: what fires is what it was, with newer figures. */
function withKindOf(
  worst: Verdict,
  newer: Verdict,
): { readonly verdict: Verdict; readonly proof: Verdict } {
  const { kind, shape, leakKind, confidence } = worst;
  if (verdictRank[kind] <= verdictRank[newer.kind]) return { verdict: newer, proof: newer };
  return { verdict: { ...newer, kind, shape, leakKind, confidence }, proof: worst };
}

function past({ atMs, finding, explanation }: Verdict, nowMs: number): string {
  return `At ${formatMoment(atMs, nowMs)}: ${finding ?? explanation}`;
}
