import { clip, displayWidth } from './display-width.ts';

/** The units that a number is said with, and what may stand behind. */
const unit = /^(?:%|[KMGT]?i?B|ms|s|min|h|d|y)(?![\p{L}\d])/u;

/** A text in lines of at most `width` columns, broken at spaces; a word that is too long is cut up. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const words = withUnits(text.split(/\s+/), width);
  for (const word of words.flatMap((whole) => pieces(whole, Math.max(1, width)))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** A number and its unit as one word where that fits: `(52` and `%)` on two lines read like two things. */
function withUnits(words: readonly string[], width: number): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1) ?? '';
    const both = `${before} ${word}`;
    if (/\d$/.test(before) && unit.test(word) && displayWidth(both) <= width)
      joined.splice(-1, 1, both);
    else joined.push(word);
  }
  return joined;
}

function pieces(word: string, width: number): string[] {
  const cut: string[] = [];
  let rest = word;
  while (displayWidth(rest) > width) {
    const piece = clip(rest, width, '');
    // A letter wider than the whole line: let it stand out rather than loop for ever.
    if (piece === '') break;
    cut.push(piece);
    rest = rest.slice(piece.length);
  }
  return rest === '' ? cut : [...cut, rest];
}
