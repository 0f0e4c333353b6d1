/** ASCII, and what our own views draw with: arrows, lines, blocks, shapes, braille. Each is one code unit and one column. */
const narrow = /^[\p{ASCII}·×–…\u{2190}-\u{21ff}≤≥\u{2500}-\u{25ff}\u{2800}-\u{28ff}]*$/u;
const invisible = /\p{Mn}|\p{Me}|\p{Cf}|\p{Cc}/u;
const wide =
  /[\u{1100}-\u{115f}\u{2e80}-\u{303e}\u{3041}-\u{a4cf}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** How many terminal columns a text takes: two for wide East Asian letters and emoji (UAX #11). */
export function displayWidth(text: string): number {
  if (isEven(text)) return text.length;
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** Whether each character of it is surely one column; false: nobody looked closer. */
export function isEven(text: string): boolean {
  return narrow.test(text);
}

/** The text cut to `width` columns, with `…` (or `~`) as its last when something was cut off. */
export function clip(text: string, width: number, ellipsis = '…'): string {
  if (displayWidth(text) <= width) return text;
  let left = width - displayWidth(ellipsis);
  if (left < 0) return '';
  let kept = '';
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    kept += character;
  }
  return kept + ellipsis;
}

/** As `clip`, but what is cut off is the middle: names that begin alike differ at their end. */
export function clipMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const characters = [...text];
  let end = '';
  for (const character of characters.reverse()) {
    if (displayWidth(character + end) > (width - 1) / 2) break;
    end = character + end;
  }
  return clip(text, width - displayWidth(end)) + end;
}

/** The text in exactly `width` columns: cut, or filled with spaces on the side away from `align`. */
export function fitTo(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const clipped = clip(text, width);
  const fill = ' '.repeat(Math.max(0, width - displayWidth(clipped)));
  return align === 'left' ? clipped + fill : fill + clipped;
}

function widthOf(character: string): number {
  if (invisible.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
