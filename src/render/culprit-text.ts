import type { Culprit, Diff, Frame } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import { formatBytes } from './format-bytes.ts';
import { formatCount } from './format-count.ts';
import { formatPercent } from './format-percent.ts';
import { printable } from './printable.ts';

/** What a diff counts. */
export type DiffUnit = Diff['unit'];

/** `goleaky/repo.SaveReport (repo/repo.go:31) +48.2 MiB, 97 % of the growth, confirmed`. */
export function culpritSentence(culprit: Culprit, unit: DiffUnit): string {
  return `${culpritPlace(culprit)} ${grownText(culprit, unit)}, ${shareText(culprit)}, ${confidenceText(culprit)}`;
}

/** What a culprit grew by: `+48.2 MiB`, `+120 goroutines`. */
export function grownText({ growth }: Pick<Culprit, 'growth'>, unit: DiffUnit): string {
  return `${growthText(growth, unit)}${unit === 'count' ? ' goroutines' : ''}`;
}

/** The interval (95 %) of what it grew by: `+46.1 MiB to +50.3 MiB`. */
export function intervalText(
  { growthInterval }: Pick<Culprit, 'growthInterval'>,
  unit: DiffUnit,
): string {
  return growthInterval.map((bound) => growthText(bound, unit)).join(' to ');
}

/** Whether its stacks show what it grew by: `seen on its stacks`, `13.3 MiB inferred, the rest seen on its stacks`. */
export function seenText(
  { growth, inferredGrowth = 0 }: Pick<Culprit, 'growth' | 'inferredGrowth'>,
  unit: DiffUnit,
): string {
  if (inferredGrowth <= 0) return 'seen on its stacks';
  if (inferredGrowth >= growth) return 'inferred: its own stacks do not show it';
  const inferred = growthText(inferredGrowth, unit).replace(/^\+/, '');
  return `${inferred} inferred, the rest seen on its stacks`;
}

/** `97 % of the growth`. */
export function shareText({ share }: Pick<Culprit, 'share'>): string {
  return `${formatPercent(share)} of the growth`;
}

/** Why it is as sure as that, in a sentence; empty where nothing is known. */
export function whyText({ confidence, why }: Pick<Culprit, 'confidence' | 'why'>): string {
  if (why === '') return '';
  return `${confidence === 'confirmed' ? 'Confirmed, since' : 'Not surer, since'} ${printable(why)}.`;
}

/** `goleaky/repo.SaveReport (repo/repo.go:31)`; the place is left out where the profile has none. */
export function culpritPlace(culprit: Pick<Culprit, 'function' | 'file' | 'line'>): string {
  const name = printable(culprit.function);
  return culprit.file === '' ? name : `${name} (${printable(placeText(culprit))})`;
}

/** What a diff without a culprit says. That nobody was found must not be said where nothing was compared. */
export function nobodyText({ captures }: Pick<Diff, 'captures'>): string {
  return captures < 2
    ? 'No answer: only one capture is left, and nothing was compared'
    : 'No culprit: no function grew beyond doubt';
}

/** How sure a culprit is, in words. */
export function confidenceText(culprit: Pick<Culprit, 'confidence'>): string {
  return culprit.confidence.replaceAll('-', ' ');
}

/** One frame: `goleaky/repo.SaveReport repo/repo.go:31 (inline)`. */
export function frameText(frame: Frame): string {
  const place = frame.file === '' ? '' : ` ${placeText(frame)}`;
  return printable(`${frame.function}${place}${frame.inline ? ' (inline)' : ''}`);
}

/** Growth with its sign and unit: `+48.2 MiB`, of a count `+120`. */
export function growthText(growth: number, unit: DiffUnit): string {
  const text = unit === 'bytes' ? formatBytes(growth) : formatCount(growth);
  return growth > 0 ? `+${text}` : text;
}

/** In which unit an incident's culprit is counted: that of the diff that named it. */
export function unitOfCulprit(incident: Incident, culprit: Culprit): DiffUnit {
  const named = incident.diffs.find((diff) =>
    diff.culprits.some((other) => isSame(other, culprit)),
  );
  return named?.unit ?? 'bytes';
}

function isSame(a: Culprit, b: Culprit): boolean {
  return a === b || (a.function === b.function && a.growth === b.growth && a.line === b.line);
}

/**
 * The file's last folder and its name: a build writes the paths of the machine that it ran on, and
 * what stands before is no help at night. JSON keeps the whole path. Line 0: the profile knows none.
 */
export function placeText({
  file,
  line,
}: {
  readonly file: string;
  readonly line: number;
}): string {
  const short = file.split(/[/\\]/).slice(-2).join('/');
  return line > 0 ? `${short}:${line}` : short;
}
