import type { Culprit } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import {
  confidenceText,
  culpritPlace,
  culpritSentence,
  type DiffUnit,
  frameText,
  grownText,
  intervalText,
  shareText,
  unitOfCulprit,
} from '../render/culprit-text.ts';
import { restOf } from '../render/explanation-of.ts';
import { formatDuration } from '../render/format-duration.ts';
import { formatMoment } from '../render/format-moment.ts';
import { printable } from '../render/printable.ts';
import { wrapText } from '../render/wrap-text.ts';
import { flow, labelled } from './labelled.ts';
import { type Line, lineWidth, span } from './line.ts';
import { glyphs, type Tone } from './theme.ts';

const tones: Readonly<Record<Incident['state'], Tone>> = {
  firing: 'bad',
  pending: 'warn',
  resolved: 'good',
  inactive: 'dim',
};

/**
 * What an incident is: its state, since when, the rules that speak of this leak, its id. Several rules
 * on one signal are one trouble seen twice.
 */
export function incidentTitle(
  incident: Incident,
  others: readonly Incident[],
  nowMs: number,
  width: number,
): Line[] {
  const { state, id, firedAtMs, activeAtMs, resolvedAtMs } = incident;
  const same = [incident, ...others.filter((other) => isSameTrouble(incident, other))];
  const rules = [...new Set(same.map(({ rule }) => printable(rule)))].join(', ');
  const since = state === 'resolved' ? (resolvedAtMs ?? activeAtMs) : (firedAtMs ?? activeAtMs);
  const ago = formatDuration(Math.max(0, Math.round((nowMs - since) / 1000)));
  const name = span(printable(id), 'dim');
  const title = [
    span('INCIDENT ', 'dim'),
    span(state, tones[state]),
    span(` since ${formatMoment(since, nowMs)}`),
    span(` (${ago} ago)`, 'dim'),
  ];
  const indent = span(' '.repeat(9));
  const named = [...title, span('  '), span(rules, 'strong')];
  if (lineWidth([...named, name]) + 2 <= width) return [[...named, span('  '), name]];
  if (lineWidth(named) <= width) return [named, [indent, name]];
  return [
    title,
    ...flow([span(rules, 'strong'), name], '  ', width - 9).map((line) => [indent, ...line]),
  ];
}

/** What else is the matter with the same target: one line for all, none when there is nothing. */
export function otherIncidents(
  incident: Incident,
  others: readonly Incident[],
  width: number,
): Line[] {
  const open = others.filter(
    (other) =>
      (other.state === 'firing' || other.state === 'pending') && !isSameTrouble(incident, other),
  );
  const items = open.map(({ state, rule }) => span(`${state} ${printable(rule)}`, tones[state]));
  return labelled('ALSO', items, width);
}

/**
 * The culprit card: who, how much, how sure, kept by whom. Without a culprit, what is missing for one.
 */
export function culpritLines(incident: Incident, width: number): Line[] {
  const [culprit, ...others] = incident.culprits;
  if (culprit === undefined) return missing(incident, width);
  const unit = unitOfCulprit(incident, culprit);
  const more = others
    .slice(0, 2)
    .map((other) => [
      span('  also ', 'dim'),
      span(culpritSentence(other, unitOfCulprit(incident, other))),
    ]);
  return [
    [span('CULPRIT  ', 'dim'), span(culpritPlace(culprit), 'bad')],
    ...shareLines(culprit, unit, width),
    ...culprit.retainers.flatMap(({ function: name, why }) =>
      wrapped(`kept by ${printable(name)}: ${printable(why)}`, width, 9),
    ),
    ...more,
  ];
}

/** The culprit's stack, from the leaf to the root. */
export function culpritStack({ culprits: [culprit] }: Incident): Line[] {
  return (culprit?.stack ?? []).map((frame, i): Line => {
    const isNamed = frame.function === culprit?.function;
    const mark = isNamed ? glyphs.selected : ' ';
    const lead = i === 0 ? 'at' : 'by';
    return [
      span(`${(i === 0 ? 'STACK' : '').padEnd(7)}${mark} ${lead} `, 'dim'),
      span(frameText(frame), isNamed ? 'strong' : 'plain'),
    ];
  });
}

/** How much of the process' growth the diff explains, and where the rest is; nothing where that is not known. */
export function restLines(incident: Incident, width: number): Line[] {
  const rest = restOf(incident);
  return rest === null ? [] : wrapped(printable(rest.sentence), width, 9);
}

function isSameTrouble(incident: Incident, other: Incident): boolean {
  return other.state === incident.state && other.verdict.signal === incident.verdict.signal;
}

/** `+48.2 MiB (+46.1 MiB to +50.3 MiB), 97 % of the growth, confirmed`, on as many lines as it takes. */
function shareLines(culprit: Culprit, unit: DiffUnit, width: number): Line[] {
  const grown = `${grownText(culprit, unit)} (${intervalText(culprit, unit)})`;
  const parts = [grown, shareText(culprit), confidenceText(culprit)];
  const spans = parts.map((part) => span(part, 'strong'));
  return flow(spans, ', ', width - 9).map((line) => [span('         '), ...line]);
}

function missing(incident: Incident, width: number): Line[] {
  const warning = incident.diffs.flatMap(({ warnings }) => warnings)[0];
  const captures = incident.captures.length;
  const text =
    warning ??
    `none yet, ${captures} ${captures === 1 ? 'capture' : 'captures'} so far; two of one life make a diff`;
  const [first = '', ...rest] = wrapText(printable(text), Math.max(10, width - 9));
  return [
    [span('CULPRIT  ', 'dim'), span(first)],
    ...rest.map((line) => [span(`         ${line}`)]),
  ];
}

function wrapped(text: string, width: number, indent: number): Line[] {
  const lines = wrapText(text, Math.max(10, width - indent));
  return lines.map((line) => [span(`${' '.repeat(indent)}${line}`, 'dim')]);
}
