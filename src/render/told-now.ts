import type { Incident } from '../model/incident.ts';
import type { TargetSnapshot } from '../model/snapshot.ts';
import type { LifeEnding } from '../model/timeline.ts';
import { type Verdict, verdictRank } from '../model/verdict.ts';
import { formatMoment } from './format-moment.ts';
import { withoutForecast, withoutRamp } from './without-forecast.ts';

/** What may be told of an incident at one time. */
export type Told = {
  /** What it is, with the figures of now; those that are not known any more are null. */
  readonly verdict: Verdict;
  /** The verdict that a chart of it draws: without a ramp where that is over. */
  readonly charted: Verdict;
  /** Why, in the verdict's own sentences; what it forecast is left out as soon as it is old. */
  readonly why: string;
  /** When the figures were so, ms since 1970; null: they are of now. */
  readonly asOfMs: number | null;
  /** How the life ended that the incident was about; null: it lasts, as far as is known. */
  readonly ended: LifeEnding | null;
};

/** A verdict that nothing newer is known beside is news for so long. */
const newForMs = 60_000;

/**
 * An incident keeps its worst verdict, whose forecast is wrong a moment later. So all views tell of an incident by this
 * one rule: the forecast is that of now while the life lasts; after its end, when and how it ended; what was worst
 * is told as past, with its time. `shown`: its target now; null: nobody knows, as in a store.
 */
export function toldNow(incident: Incident, shown: TargetSnapshot | null, nowMs: number): Told {
  const ended = endAfter(incident, shown);
  const worst = ended === null ? incident.verdict : withEnd(incident.verdict, ended);
  const isOpen = incident.state === 'firing' || incident.state === 'pending';
  const present = isOpen ? presentOf(shown, nowMs) : null;
  const past = `At ${formatMoment(worst.atMs, nowMs)}: ${worst.finding ?? worst.explanation}`;
  if (isNewer(present, worst)) {
    return { ...ofPresent(present, incident, past), asOfMs: null, ended };
  }
  const told = { why: past, asOfMs: worst.atMs, ended };
  const isDown = isOpen && shown?.health === 'down';
  if (isDown) return { verdict: withoutRamp(worst), charted: withoutRamp(worst), ...told };
  if (!isOpen || ended !== null) {
    return { verdict: withoutForecast(worst), charted: withoutRamp(worst), ...told };
  }
  const now = { why: worst.explanation, asOfMs: null };
  const isNow = isNewest(worst, present, nowMs);
  return { verdict: worst, charted: worst, ...told, ...(isNow ? now : {}) };
}

function isNewer(present: Verdict | null, worst: Verdict): present is Verdict {
  return present !== null && present.atMs > worst.atMs && present.signal === worst.signal;
}

function isNewest(worst: Verdict, present: Verdict | null, nowMs: number): boolean {
  return present === null ? nowMs - worst.atMs <= newForMs : present.atMs <= worst.atMs;
}

/** A new life looks steady at first: what fires is what it was, with the figures of now. */
function ofPresent(
  present: Verdict,
  incident: Incident,
  past: string,
): Pick<Told, 'verdict' | 'charted' | 'why'> {
  const { kind, shape, leakKind, confidence } = incident.verdict;
  if (verdictRank[kind] <= verdictRank[present.kind]) {
    return { verdict: present, charted: present, why: present.explanation };
  }
  const verdict = { ...present, kind, shape, leakKind, confidence };
  return { verdict, charted: verdict, why: past };
}

/** What is known of the target now: of one that is down, or of which nothing was heard for long, nothing is. */
function presentOf(shown: TargetSnapshot | null, nowMs: number): Verdict | null {
  if (shown === null || shown.health === 'down' || shown.verdict === null) return null;
  const longMs = Math.max(newForMs, 3 * shown.target.scrapeIntervalMs);
  return nowMs - shown.verdict.atMs > longMs ? null : shown.verdict;
}

/** The life that ran when it was worst runs no more. */
function withEnd(verdict: Verdict, { atMs, cause, inferred }: LifeEnding): Verdict {
  const lives = verdict.lives.map((life) =>
    life.endAtMs === null && life.instance === verdict.instance && life.startAtMs <= atMs
      ? { ...life, endAtMs: atMs, cause, inferred }
      : life,
  );
  return { ...verdict, lives };
}

/** The first end of a life after the worst verdict: it was of that life. */
function endAfter(
  { verdict, timeline }: Incident,
  shown: TargetSnapshot | null,
): LifeEnding | null {
  const lives = [...(shown?.verdict?.lives ?? []), ...verdict.lives];
  const ends = [
    ...lives.flatMap(({ instance, endAtMs, cause, inferred }) =>
      endAtMs === null || instance !== verdict.instance
        ? []
        : [{ atMs: endAtMs, cause: cause ?? ('unknown' as const), inferred }],
    ),
    ...(shown?.timeline?.lifeEnds ?? []),
    ...(timeline?.lifeEnds ?? []),
  ];
  return ends
    .filter(({ atMs }) => atMs > verdict.atMs)
    .reduce<LifeEnding | null>(
      (first, end) => (first !== null && first.atMs <= end.atMs ? first : end),
      null,
    );
}
