import type { Culprit } from '../model/culprit.ts';
import type { Incident } from '../model/incident.ts';
import {
  confidenceText,
  culpritPlace,
  type DiffUnit,
  frameText,
  grownText,
  intervalText,
  shareText,
  unitOfCulprit,
} from '../render/culprit-text.ts';
import { restOf } from '../render/explanation-of.ts';
import { printable } from '../render/printable.ts';
import { wrapText } from '../render/wrap-text.ts';
import { culpritLines } from './incident-lines.ts';
import { flow } from './labelled.ts';
import { type Line, span } from './line.ts';
import { glyphs, type Tone } from './theme.ts';

const barWidth = 12;

const confidences: Readonly<Record<Culprit['confidence'], Tone>> = {
  confirmed: 'good',
  likely: 'warn',
  'not-enough-evidence': 'dim',
};

/** Each culprit with its growth, its interval, its share, how sure and why, its stack; best first. */
export function culpritCards(incident: Incident, width: number): Line[] {
  const { culprits } = incident;
  if (culprits.length === 0) return [[], ...culpritLines(incident, width)];
  const rest = restOf(incident);
  return [
    ...culprits.flatMap((culprit, i) => [
      [],
      ...card(culprit, i + 1, unitOfCulprit(incident, culprit), width),
    ]),
    ...(rest === null ? [] : [[], ...wrapped(rest.sentence, width, 0)]),
  ];
}

function card(culprit: Culprit, rank: number, unit: DiffUnit, width: number): Line[] {
  const full = Math.max(0, Math.min(barWidth, Math.round(culprit.share * barWidth)));
  const figures = [
    span(`${grownText(culprit, unit)} (${intervalText(culprit, unit)})`),
    span('▆'.repeat(full), 'warn'),
    span(shareText(culprit)),
    span(confidenceText(culprit), confidences[culprit.confidence]),
  ].filter(({ text }) => text !== '');
  return [
    [span(`${rank}. `, 'dim'), span(culpritPlace(culprit), 'bad')],
    ...flow(figures, '  ', width - 3).map((line): Line => [span('   '), ...line]),
    ...wrapped(culprit.why, width, 3),
    ...culprit.stack.map((frame, i): Line => {
      const isNamed = frame.function === culprit.function;
      return [
        span(`   ${isNamed ? glyphs.selected : ' '} ${i === 0 ? 'at' : 'by'} `, 'dim'),
        span(frameText(frame), isNamed ? 'strong' : 'plain'),
      ];
    }),
    ...culprit.retainers.flatMap(({ function: name, why }) =>
      wrapped(`kept by ${name}: ${why}`, width, 5),
    ),
  ];
}

function wrapped(text: string, width: number, indent: number): Line[] {
  const lines = wrapText(printable(text), Math.max(10, width - indent));
  return lines.map((line) => [span(`${' '.repeat(indent)}${line}`, 'dim')]);
}
