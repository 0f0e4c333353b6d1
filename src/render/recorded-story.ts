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
  const { verdict, captures, diffs, culprits, rule } = incident;
  const [culprit] = culprits;
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
    ...diffs.flatMap(({ current, captures: count, verdict: sure }): RecordedMoment[] => {
      if (current.atMs === null || culprit === undefined) return [];
      const text = `${count} captures: ${culpritPlace(culprit)}, ${confidenceText({ confidence: sure })}`;
      return [{ atMs: current.atMs, kind: 'diffed', word: 'diffed', text }];
    }),
    ...states.flatMap(([atMs, word]): RecordedMoment[] =>
      atMs === null ? [] : [{ atMs, kind: 'incident', word, text: rule }],
    ),
  ];
}

/** What a time line says of a capture: `suspicion heap, 12.1 KiB`. */
export function captureText(role: string, kind: string, bytes: number): string {
  return `${role} ${kind}, ${formatBytes(bytes)}`;
}
