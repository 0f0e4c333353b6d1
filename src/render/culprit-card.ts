import type { Culprit } from '../model/culprit.ts';
import {
  culpritSentence,
  type DiffUnit,
  frameText,
  intervalText,
  seenText,
} from './culprit-text.ts';
import { printable } from './printable.ts';
import { waitingText } from './waiting-text.ts';

/** Callers of the named function that are shown: beyond them come the server and its middleware. */
const shownCallers = 3;

/**
 * The card of a culprit, for a terminal or a log: the sentence, why it is as sure as that, the interval
 * of its growth, what its goroutines wait for, the retainers, the stack from the leaf on. Plain lines
 * without a break at the end.
 */
export function culpritCard(culprit: Culprit, unit: DiffUnit): string[] {
  const retainers = culprit.retainers.map(
    (retainer) => `  kept by ${printable(retainer.function)}: ${printable(retainer.why)}`,
  );
  return [
    culpritSentence(culprit, unit),
    ...(culprit.why === ''
      ? []
      : [`  ${culprit.confidence === 'confirmed' ? 'since' : 'but'} ${printable(culprit.why)}`]),
    `  95 % interval of the growth: ${intervalText(culprit, unit)}; ${seenText(culprit, unit)}`,
    ...(culprit.waiting === null ? [] : [`  ${waitingText(culprit.waiting)}`]),
    ...retainers,
    ...stackLines(culprit),
  ];
}

/** The stack down to a few callers of the named function; one that is left over is shown as well. */
function stackLines({ stack, function: name }: Culprit): string[] {
  const at = stack.findIndex((frame) => frame.function === name);
  const wanted = Math.max(at, 1) + 1 + shownCallers;
  const shown = stack.length - wanted > 1 ? stack.slice(0, wanted) : stack;
  const more = stack.length - shown.length;
  const lines = shown.map((frame, i) => `  ${i === 0 ? 'at' : 'by'} ${frameText(frame)}`);
  return more > 0 ? [...lines, `  … ${more} more`] : lines;
}
