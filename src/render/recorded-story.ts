import type { Diff } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import type { LifeEnding } from '../model/timeline.ts';
import { confidenceText, culpritPlace } from './culprit-text.ts';
import { endText } from './end-text.ts';
import { formatBytes } from './format-bytes.ts';
import { lifeEndWhy } from './life-end-word.ts';
import { lifePeak } from './life-peak.ts';

/** One thing that happened, as an event of its kind would have told it. */
export type RecordedMoment = {
  readonly atMs: number;
  readonly kind: 'life-ended' | 'captured' | 'diffed' | 'incident';
  readonly word: string;
  readonly text: string;
};

/** How an incident went as far as its own record says, which outlives the process; in no order. */
export function recordedStory(incident: Incident): readonly RecordedMoment[] {
  const { verdict, captures, diffs, rule } = incident;
  const why = endText(incident);
  const over = why === null ? rule : `${rule}: ${why}`;
  const states = [
    [incident.activeAtMs, 'pending'],
    [incident.firedAtMs, 'firing'],
    [incident.resolvedAtMs, 'resolved'],
  ] as const;
  return [
    ...endsAfter(incident).map((end): RecordedMoment => {
      return { atMs: end.atMs, kind: 'life-ended', word: 'ended', text: lifeEndWhy(end) };
    }),
    ...verdict.lives.flatMap((life): RecordedMoment[] => {
      const { endAtMs } = life;
      if (endAtMs === null) return [];
      const how = lifeEndWhy(life);
      const level = verdict.signal === null ? '' : `, at ${lifePeak(life, verdict.signal)}`;
      return [{ atMs: endAtMs, kind: 'life-ended', word: 'ended', text: `${how}${level}` }];
    }),
    ...captures.map(({ atMs, role, kind, bytes }): RecordedMoment => {
      return { atMs, kind: 'captured', word: 'captured', text: captureText(role, kind, bytes) };
    }),
    ...diffs.flatMap((diff): RecordedMoment[] => {
      const { atMs } = diff.current;
      return atMs === null ? [] : [{ atMs, kind: 'diffed', word: 'diffed', text: diffText(diff) }];
    }),
    ...states.flatMap(([atMs, word]): RecordedMoment[] =>
      atMs === null
        ? []
        : [{ atMs, kind: 'incident', word, text: word === 'resolved' ? over : rule }],
    ),
  ];
}

/** Ends of lives that its worst verdict does not know of. */
function endsAfter({ verdict, timeline, resolvedAtMs }: Incident): readonly LifeEnding[] {
  const known = new Set(verdict.lives.map(({ endAtMs }) => endAtMs));
  const untilMs = resolvedAtMs ?? Number.POSITIVE_INFINITY;
  return (timeline?.lifeEnds ?? []).filter(
    ({ atMs }) => atMs > verdict.atMs && atMs <= untilMs && !known.has(atMs),
  );
}

/** Whom this diff accuses, which is not whom another one does; a guess is nobody. */
function diffText({ culprits: [first], captures, sampleType }: Diff): string {
  const isNamed = first !== undefined && first.confidence !== 'not-enough-evidence';
  const who = isNamed ? `${culpritPlace(first)}, ${confidenceText(first)}` : 'no culprit';
  return `${captures} ${captures === 1 ? 'capture' : 'captures'}, ${sampleType}: ${who}`;
}

/** What a time line says of a capture: `suspicion heap, 12.1 KiB`. */
export function captureText(role: string, kind: string, bytes: number): string {
  return `${role} ${kind}, ${formatBytes(bytes)}`;
}
