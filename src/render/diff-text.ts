import type { Diff } from '../model/culprit.ts';
import { culpritCard } from './culprit-card.ts';
import { growthText, nobodyText } from './culprit-text.ts';
import { diffNotes } from './diff-notes.ts';
import { formatBytes } from './format-bytes.ts';
import { formatCount } from './format-count.ts';
import { formatDuration } from './format-duration.ts';
import { printable } from './printable.ts';
import { rowsShown } from './rows-shown.ts';
import { table } from './table.ts';

/** Rows of the table: enough to see whether one function stands out. */
const topRows = 5;

/**
 * A diff for a terminal: who it was, how far the captures go, who else grew, and what the answer
 * lacks. Ends with a line break.
 */
export function diffText(diff: Diff): string {
  const rest = diff.rest === null ? '' : `${printable(diff.rest.sentence)}\n`;
  return [culprits(diff), `${summary(diff)}${rest}`, top(diff), `${notes(diff)}${next(diff)}`]
    .filter((part) => part !== '')
    .join('\n');
}

function culprits(diff: Diff): string {
  const { culprits: named, unit } = diff;
  const [first, ...others] = named;
  const nobody = `${nobodyText(diff)}.`;
  if (first === undefined) return `${nobody}\n`;
  if (first.confidence === 'not-enough-evidence') {
    return `${nobody} The best guess:\n\n${culpritCard(first, unit).join('\n')}\n`;
  }
  const card = culpritCard(first, unit).join('\n');
  const rest = others.map((culprit) => `also ${culpritCard(culprit, unit)[0]}\n`);
  return [`${card}\n`, ...(rest.length > 0 ? ['\n', ...rest] : [])].join('');
}

/** `inuse_space 24.0 MiB → 72.1 MiB (+48.1 MiB) over 6 captures in 25s`. */
function summary({ sampleType, unit, base, current, growth, captures }: Diff): string {
  const size = unit === 'bytes' ? formatBytes : formatCount;
  const isTimed = current.atMs !== null && base.atMs !== null;
  const spanSeconds = isTimed ? (current.atMs - base.atMs) / 1000 : 0;
  const span = spanSeconds > 0 ? ` in ${formatDuration(spanSeconds)}` : '';
  const counted = `${captures} capture${captures === 1 ? '' : 's'}${span}`;
  return `${sampleType} ${size(base.total)} → ${size(current.total)} (${growthText(growth, unit)}) over ${counted}\n`;
}

/** Who is named has a row in any case, and a mark. */
function top({ top: rows, unit, culprits: named }: Diff): string {
  if (rows.length === 0) return '';
  const cells = rowsShown(rows, topRows, named).map(
    ({ flat, cum, function: name, is, isFurther }) => [
      growthText(flat, unit),
      growthText(cum, unit),
      `${isFurther ? '… ' : ''}${name}${is === null ? '' : `  ← ${is}`}`,
    ],
  );
  return table(
    [
      { title: 'flat', align: 'right' },
      { title: 'cum', align: 'right' },
      { title: 'function, by growth' },
    ],
    cells,
  );
}

function notes(diff: Diff): string {
  return diffNotes(diff)
    .map((note) => `Note: ${printable(note)}.\n`)
    .join('');
}

/** `Next: 2 more captures, about 5 min apart, confirm it or clear it.` */
function next({ next: wanted, culprits: [named] }: Diff): string {
  if (wanted === null) return '';
  const { apartSeconds } = wanted;
  const apart =
    apartSeconds === null
      ? ''
      : ` about ${formatDuration(Math.max(1, Math.round(apartSeconds)))} apart,`;
  const what = named === undefined ? 'show whether it goes on' : 'confirm it or clear it';
  return `Next: ${wanted.captures} more captures,${apart} ${what}.\n`;
}
