import type { Gate, Verdict } from '../model/verdict.ts';
import { formatMoment } from '../render/format-moment.ts';
import { formatPercent } from '../render/format-percent.ts';
import { gateText } from '../render/gate-text.ts';
import type { GatesTold } from '../render/gates-told.ts';
import { isInferred, lifeEndWhy, lifeEndWord } from '../render/life-end-word.ts';
import { lifePeak } from '../render/life-peak.ts';
import { printable } from '../render/printable.ts';
import type { Told } from '../render/told-now.ts';
import {
  countedText,
  levelText,
  limitText,
  rateText,
  verdictWord,
} from '../render/verdict-text.ts';
import { wrapText } from '../render/wrap-text.ts';
import { flow, labelled } from './labelled.ts';
import { type Line, type Span, span } from './line.ts';
import { glyphs } from './theme.ts';

/** What kind of growth, how sure, its figures, and what else there is to say of them. */
export function figureLines(verdict: Verdict, width: number, notes: readonly Span[] = []): Line[] {
  const what = [verdictWord(verdict), verdict.shape, verdict.leakKind].filter(
    (word) => word !== null,
  );
  const figures = [
    what.join(', '),
    verdict.kind === 'insufficient-data' ? null : `${formatPercent(verdict.confidence)} sure`,
    verdict.signal === null ? null : `${verdict.signal} ${levelText(verdict) ?? ''}`.trim(),
    countedText(verdict),
    rateText(verdict),
    limitText(verdict),
  ].filter((text) => text !== null);
  const spans = figures.map((text, i) => span(text, i === 0 ? 'strong' : 'plain'));
  return flow([...spans, ...notes], ` ${glyphs.dot} `, width);
}

/** How the lives ended that an incident is about, and of when its figures are if not of now. */
export function toldNotes({ ends, asOfMs, isLastSeen }: Told, nowMs: number): Span[] {
  const asOf = isLastSeen ? 'last seen' : 'as of';
  return [
    ...(asOfMs === null ? [] : [span(`${asOf} ${formatMoment(asOfMs, nowMs)}`, 'dim')]),
    ...ends.map((end) =>
      span(`${end.whose} ended ${formatMoment(end.atMs, nowMs)}, ${lifeEndWhy(end)}`, 'bad'),
    ),
  ];
}

/** Sentences, in as many lines as they take. */
export function explanationLines(text: string, width: number): Line[] {
  return wrapText(printable(text), width).map((line) => [span(line)]);
}

/** Each gate that was asked, its number and what it needs; those that say no come first, and when it was before them. */
export function gateLines({ verdict, asOfMs }: GatesTold, nowMs: number, width: number): Line[] {
  const gates = Object.entries(verdict.evidence).sort(([, a], [, b]) => +a.passed - +b.passed);
  const when =
    asOfMs === null || gates.length === 0 ? [] : [span(`at ${formatMoment(asOfMs, nowMs)}`, 'dim')];
  return labelled(
    'GATES',
    [...when, ...gates.map(([name, gate]) => gateSpan(name, gate, verdict))],
    width,
  );
}

/** The latest lives, newest first: when, how each ended and at what level; `nowMs` is today. */
export function lifeLines(verdict: Verdict, nowMs: number, width: number): Line[] {
  const ended = verdict.lives.filter(({ endAtMs }) => endAtMs !== null);
  const lives = ended
    .slice(-6)
    .reverse()
    .map((life) => {
      const { endAtMs, cause } = life;
      const peak = verdict.signal === null ? '' : ` at ${lifePeak(life, verdict.signal)}`;
      const how = `${lifeEndWord({ cause: cause ?? 'unknown' })}${isInferred(life) ? ' (inferred)' : ''}`;
      return span(`${how} ${formatMoment(endAtMs ?? 0, nowMs)}${peak}`);
    });
  return labelled('ENDED', lives, width);
}

function gateSpan(name: string, gate: Gate, verdict: Verdict): Span {
  const mark = gate.passed ? glyphs.passed : glyphs.failed;
  const text = `${mark} ${gateText(name, gate, verdict)}`;
  return span(text, gate.passed ? 'plain' : 'warn');
}
