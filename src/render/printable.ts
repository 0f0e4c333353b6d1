/**
 * Outside text (labels, function names, explanations, reasons) made safe for a terminal, a log line
 * or a message: line breaks and tabs become spaces, all other control characters (with them every
 * escape sequence's start) and the marks that turn the writing direction around are dropped, and a
 * lone surrogate becomes U+FFFD. What is left of an escape sequence stays visible on purpose.
 */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\t\n\r\v\f\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, '');
}

/** The same for a whole report on a terminal, whose lines and columns stay. */
export function printableLines(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, (mark) =>
      mark === '\n' || mark === '\t' ? mark : '',
    );
}
