import type { Snapshot } from '../model/snapshot.ts';
import { formatDuration } from '../render/format-duration.ts';
import { formatClock } from '../render/format-time.ts';
import { statusOf } from '../render/status-of.ts';
import { rowsOf } from '../render/urgency.ts';
import { type Line, lineWidth, type Span, span, spreadLine } from './line.ts';
import type { Picture } from './picture.ts';
import { glyphs } from './theme.ts';
import type { View } from './view.ts';

/** The first line: how many targets and how they stand; badges, the time watched, the clock (UTC). */
export function header({ snapshot, behind }: Picture, view: View, width: number): Line {
  const { atMs, startedAtMs, targets, timeScale } = snapshot;
  const badges = [
    ...(behind === null ? [] : [span(' behind ', 'badge'), span(' ')]),
    ...(view.isFrozen ? [span(' frozen ', 'badge'), span(' ')] : []),
    ...(timeScale === 1 ? [] : [span(` time ×${timeScale} `, 'badge'), span(' ')]),
  ];
  const watched = `up ${formatDuration(Math.floor((atMs - startedAtMs) / 1000))}`;
  const left = [
    span(' sawtooth', 'accent'),
    span(`  ${targets.length} ${targets.length === 1 ? 'target' : 'targets'}`, 'strong'),
    ...tallies(snapshot),
  ];
  const clock = span(`${formatClock(atMs)} UTC `);
  // How long it has watched goes first, then the time: what is down is worth more than both.
  const rights = [[...badges, span(`${watched}  `, 'dim'), clock], [...badges, clock], badges];
  const right = rights.find((one) => lineWidth(left) + lineWidth(one) < width) ?? badges;
  return spreadLine(left, right, width);
}

/** Targets as their rows have them, not alerts: two rules that speak of one leak are one trouble. */
function tallies(snapshot: Snapshot): Span[] {
  const words = rowsOf(snapshot).map((row) => statusOf(row).word.split(/[ ,]+/));
  const count = (word: string) => words.filter((own) => own.includes(word)).length;
  return [
    ...tally(count('firing'), `${glyphs.firing} `, 'firing', 'bad'),
    ...tally(count('down'), `${glyphs.down} `, 'down', 'bad'),
    ...tally(count('silenced'), `${glyphs.watch} `, 'silenced', 'warn'),
    ...tally(count('snoozed'), `${glyphs.watch} `, 'snoozed', 'warn'),
    ...tally(count('pending'), `${glyphs.watch} `, 'pending', 'warn'),
  ];
}

function tally(count: number, glyph: string, word: string, tone: Span['tone']): Span[] {
  return count === 0 ? [] : [span('  '), span(`${glyph}${count} ${word}`, tone)];
}
