import type { Silence, Snooze } from '../model/quiet.ts';
import { formatTimeToSecond } from './format-time.ts';
import { printable } from './printable.ts';

/** `snoozed until 2026-11-23T04:15:03Z by ops: an import runs`. */
export function snoozeText({ untilMs, by, why }: Snooze): string {
  return quietText('snoozed', untilMs, by, why);
}

/** `silenced in am-0 until 2026-11-23T04:15:03Z by ops: known`; `inhibited in am-0 by another alert`. */
export function silenceText({ receiver, untilMs, by, why, isInhibition }: Silence): string {
  if (isInhibition === true) return printable(`inhibited in ${receiver} by another alert`);
  return quietText(`silenced in ${receiver}`, untilMs, by, why);
}

function quietText(word: string, untilMs: number | null, by: string, why: string): string {
  const until = untilMs === null ? '' : ` until ${formatTimeToSecond(untilMs)}`;
  return printable(`${word}${until}${by === '' ? '' : ` by ${by}`}${why === '' ? '' : `: ${why}`}`);
}
