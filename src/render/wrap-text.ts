import { clip, displayWidth } from './display-width.ts';

/** A text in lines of at most `width` columns, broken at spaces; a word that is too long is cut up. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).flatMap((whole) => pieces(whole, Math.max(1, width)))) {
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
