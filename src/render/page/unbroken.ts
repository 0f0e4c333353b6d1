/** A space between a number and its unit, or within one. */
const beforeUnit = /(?<=\d) (?=(?:\d{3}(?: \d{3})*|%|[KMGT]?i?B|ms|s|min|h|d|y)(?![\p{L}\d]))/gu;

/** A text whose numbers stay whole and beside their units, wherever a browser breaks it into lines. */
export function unbroken(text: string): string {
  return text.replaceAll(beforeUnit, '\u00a0');
}
