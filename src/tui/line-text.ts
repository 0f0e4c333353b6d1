import { toAscii } from '../render/to-ascii.ts';
import type { Line } from './line.ts';
import { type Theme, toneCode } from './theme.ts';

/** A line as text, without blanks at its end; `theme` null: nothing but the text, as a file or a pipe wants it. */
export function lineText(line: Line, theme: Theme | null): string {
  const text = line
    .map(({ text: plain, tone }) => {
      const shown = theme?.unicode === false ? toAscii(plain) : plain;
      const code = theme === null || shown.trim() === '' ? '' : toneCode(tone, theme);
      return code === '' ? shown : `\u001b[${code}m${shown}\u001b[0m`;
    })
    .join('');
  return text.trimEnd();
}
