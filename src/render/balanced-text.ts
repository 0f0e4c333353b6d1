import { wrapText } from './wrap-text.ts';

/** A text in as few lines of at most `width` columns as it takes, and these as even as they can be: no last one of a word. */
export function balancedText(text: string, width: number): string[] {
  const fewest = wrapText(text, width);
  let [least, most] = [Math.floor(width / 2), width];
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    if (wrapText(text, middle).length > fewest.length) least = middle + 1;
    else most = middle;
  }
  return wrapText(text, most);
}
