import { gateWords, passedOtherwise } from '../../detect/gate-words.ts';
import type { Culprit } from '../../model/culprit.ts';
import type { Incident } from '../../model/incident.ts';
import { floorsOf, lifeEndTimesOf } from '../../model/timeline.ts';
import type { Verdict } from '../../model/verdict.ts';
import {
  confidenceText,
  type DiffUnit,
  frameText,
  grownText,
  growthText,
  intervalText,
  placeText,
  seenText,
  shareText,
  whyText,
} from '../culprit-text.ts';
import { diffNotes } from '../diff-notes.ts';
import { explanationOf } from '../explanation-of.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatDuration } from '../format-duration.ts';
import { formatGateFigure } from '../format-gate-figure.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { formatValue } from '../format-value.ts';
import { lastedText } from '../lasted-text.ts';
import { lifeEndText } from '../life-end-word.ts';
import { lifePeak } from '../life-peak.ts';
import { printable } from '../printable.ts';
import { rowsShown } from '../rows-shown.ts';
import { sparkline } from '../sparkline.ts';
import type { Told } from '../told-now.ts';
import { culpritsOf } from './culprits-of.ts';
import { headline } from './headline.ts';
import type { GrowthRow, LeakReport, SourceLink } from './leak-report.ts';
import { toldOfReport } from './told-of-report.ts';
import { unitOfReport } from './unit-of-report.ts';

/** As many as an issue is read for; the page has all. */
const most = { rows: 20, frames: 12, culprits: 3 };

/**
 * A report in GitHub's Markdown, for an issue: what it is about on top, all that is evidence folded away. Names come
 * from whoever made the profile, so they stand in code, where nothing in them is a mark, a link or a mention.
 */
export function reportMarkdown(report: LeakReport): string {
  const { incident, diff, growth, notes } = report;
  const culprits = culpritsOf(report).slice(0, most.culprits);
  const told = toldOfReport(report);
  const rows = growth?.rows ?? diff?.top ?? [];
  const parts: readonly (string | null)[] = [
    `## ${escaped(headline(report))}`,
    incident === null ? null : chart(incident),
    ...notes.map((note) => `> ${escaped(note)}`),
    ...culprits.map((culprit) =>
      culpritPart(culprit, unitOfReport(report, culprit), report.sources.get(culprit.function)),
    ),
    incident === null || told === null ? null : escaped(explanationOf(incident, told)),
    diff === null ? null : notesPart(diffNotes(diff)),
    rows.length === 0
      ? null
      : folded('Growth by function', growthPart(rows, diff?.unit ?? 'bytes', culprits)),
    told === null ? null : gatesPart(told.proof),
    told === null ? null : livesPart(told),
    incident === null ? null : capturesPart(incident),
    report.reproduce.length === 0 ? null : reproducePart(report),
  ];
  return `${parts.filter((part) => part !== null).join('\n\n')}\n`;
}

/** A line of blocks: an issue shows no picture that is not uploaded somewhere. */
function chart({ timeline }: Incident): string | null {
  const floors = floorsOf(timeline);
  if (timeline === undefined || floors.length < 2) return null;
  const line = sparkline(floors, lifeEndTimesOf(timeline), 72).trim();
  const [first, last] = [floors[0], floors.at(-1)];
  const level = (value: number | undefined) => formatValue(value ?? 0, timeline.signal);
  const span = formatDuration(Math.round(((last?.atMs ?? 0) - (first?.atMs ?? 0)) / 1000));
  return fenced(
    `${line}\n${timeline.signal}, floor: ${level(first?.value)} to ${level(last?.value)} in ${span}`,
  );
}

function culpritPart(culprit: Culprit, unit: DiffUnit, source: SourceLink | undefined): string {
  const why = whyText(culprit);
  const place = culprit.file === '' ? '' : placeText(culprit);
  const named =
    place === '' ? null : source === undefined ? code(place) : `[${code(place)}](${source.url})`;
  const stack = culprit.stack.slice(0, most.frames).map(frameText);
  const more = culprit.stack.length - stack.length;
  return [
    `### ${code(culprit.function)}`,
    '',
    `**${grownText(culprit, unit)}** (95 %: ${intervalText(culprit, unit)}), ${shareText(culprit)}, ${confidenceText(culprit)}${named === null ? '' : ` · ${named}`}`,
    '',
    `Its growth: ${seenText(culprit, unit)}.`,
    ...(why === '' ? [] : ['', escaped(why)]),
    ...culprit.retainers.map(
      (one) => `\nMay be kept by ${code(one.function)}: ${escaped(one.why)}.`,
    ),
    '',
    folded(
      'Stack that grew most',
      fenced([...stack, ...(more > 0 ? [`… ${more} more`] : [])].join('\n')),
    ),
  ].join('\n');
}

/** What the answer lacks. */
function notesPart(notes: readonly string[]): string | null {
  if (notes.length === 0) return null;
  return notes.map((note) => `- ${escaped(note)}${note.endsWith('.') ? '' : '.'}`).join('\n');
}

function growthPart(
  rows: readonly GrowthRow[],
  unit: DiffUnit,
  culprits: readonly Culprit[],
): string {
  const shown = rowsShown(rows, most.rows, culprits);
  const more = rows.length - shown.length;
  return [
    '| flat | cum | function |',
    '|---:|---:|---|',
    ...shown.map(
      ({ function: name, flat, cum, is }) =>
        `| ${growthText(flat, unit)} | ${growthText(cum, unit)} | ${code(name)}${is === null ? '' : ` ← **${is}**`} |`,
    ),
    ...(more > 0 ? [`\nand ${more} more`] : []),
  ].join('\n');
}

function gatesPart(verdict: Verdict): string | null {
  const gates = Object.entries(verdict.evidence);
  if (gates.length === 0) return null;
  return folded(
    `Why it is an alert: every gate at ${formatTimeToSecond(verdict.atMs)}`,
    [
      '| gate | measured | needs | passed | asks |',
      '|---|---:|---:|---|---|',
      ...gates.map(([name, gate]) => {
        const { value, needs, passed } = gate;
        const { title, asks, most: isMost } = gateWords(name);
        const otherwise = passedOtherwise(name, gate);
        const yes = otherwise === '' ? 'yes' : `yes: ${otherwise}`;
        const figure = (number: number) => formatGateFigure(name, number, verdict, gate.of);
        return `| ${title} | ${figure(value)} | ${isMost === true ? '≤' : '≥'} ${figure(needs)} | ${passed ? yes : '**no**'} | ${asks} |`;
      }),
    ].join('\n'),
  );
}

function livesPart({ verdict: { lives, signal }, asOfMs }: Told): string | null {
  if (lives.length === 0) return null;
  return folded(
    'Lives of the process',
    [
      '| began | lasted | peak | end |',
      '|---|---:|---:|---|',
      ...lives.toReversed().map((life) => {
        const { startAtMs, endAtMs } = life;
        const lasted = lastedText(startAtMs, endAtMs, asOfMs);
        const end = endAtMs === null ? '' : lifeEndText(life);
        return `| ${formatTimeToSecond(startAtMs)} | ${lasted} | ${lifePeak(life, signal)} | ${end} |`;
      }),
    ].join('\n'),
  );
}

function capturesPart({ captures }: Incident): string | null {
  if (captures.length === 0) return null;
  return folded(
    'Captures',
    captures
      .map(
        ({ atMs, role, kind, bytes, path }) =>
          `- ${formatTimeToSecond(atMs)} ${role} ${kind}, ${formatBytes(bytes)}: ${code(path)}`,
      )
      .join('\n'),
  );
}

function reproducePart({ reproduce }: LeakReport): string {
  const lines = reproduce.map(({ what, command }) => `# ${what}\n${command}`);
  return folded('See it for yourself', fenced(lines.join('\n\n'), 'sh'));
}

function folded(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** A fence longer than any within. */
function fenced(text: string, language = ''): string {
  const clean = text.split('\n').map(printable).join('\n');
  const longest = Math.max(2, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${clean}\n${fence}`;
}

/** In code nothing is a mark but the backtick, and in a table the bar. */
function code(text: string): string {
  const clean = printable(text).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...clean.matchAll(/`+/g)].map(([run]) => run.length));
  const tick = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${tick}${pad}${clean}${pad}${tick}`;
}

/** Running text, with what Markdown and HTML would take for marks, links or mentions taken as it is. */
function escaped(text: string): string {
  return printable(text)
    .replaceAll(/[\\`*_[\]<>|~#]/g, (sign) => `\\${sign}`)
    .replaceAll('@', '@\u2060');
}
