/**
 * One line of JSON, without a line break at its end. The value stays exact, yet what a terminal could
 * obey is written as `\uXXXX`: JSON itself escapes only the controls below U+0020.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
