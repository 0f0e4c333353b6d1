/** A space between a number and its unit. */
const beforeUnit = /(?<=\d) (?=(?:%|[KMGT]?i?B|ms|s|min|h|d|y)(?![\p{L}\d]))/gu;

/** A text whose numbers stay beside their units, wherever a browser breaks it into lines. */
export function unbroken(text: string): string {
  return text.replaceAll(beforeUnit, '\u00a0');
}
