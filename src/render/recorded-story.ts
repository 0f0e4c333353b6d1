import type { Diff } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import { confidenceText, culpritPlace } from './culprit-text.ts';
import { formatBytes } from './format-bytes.ts';
import { formatValue } from './format-value.ts';
import { lifeEndWhy } from './life-end-word.ts';

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
  const states = [
    [incident.activeAtMs, 'pending'],
    [incident.firedAtMs, 'firing'],
    [incident.resolvedAtMs, 'resolved'],
  ] as const;
  return [
    ...verdict.lives.flatMap((life): RecordedMoment[] => {
      const { endAtMs, peakValue } = life;
      if (endAtMs === null) return [];
      const how = lifeEndWhy(life);
      const level = verdict.signal === null ? '' : `, at ${formatValue(peakValue, verdict.signal)}`;
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
      atMs === null ? [] : [{ atMs, kind: 'incident', word, text: rule }],
    ),
  ];
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
