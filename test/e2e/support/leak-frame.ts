/** Numbers with their units, signs and intervals: what differs from run to run. */
const figure = /[+-]?\d[\d.,:]*(?: ?(?:[KMGT]?i?B|%|ms|s|min|h|d)(?![\p{L}]))?(?:\/(?:s|min|h))?/gu;

/** What a chart is drawn with, and a sparkline, a bar. */
const drawn = /[\u2800-\u28ff▁-█┊╌▆·⠕]+(?: *[\u2800-\u28ff▁-█┊╌▆·]+)*/gu;

/** Lines, or halves of one, that stand in every frame of a leak: where they are and what they hold is the frame's form. */
const kept: readonly RegExp[] = [
  /^ sawtooth {2}/,
  /^ {4}WORKLOAD /,
  /^[▸ ] [▲△●○✕] /,
  /^──/,
  /^ ?INCIDENT /,
  /^ ?CULPRIT /,
  /^ ?(?:STACK)? *▸ (?:at|by) /,
  /^ ?GATES /,
  /^ ?\[?(?:culprits|what grew|what happened)\]? /,
  /^ *FLAT +CUM +FUNCTION/,
  /^ ▲ fired /,
  / q quit$/,
];

/** Of these only the beginning: how many gates are asked, and how many rules fire by now, differs from run to run. */
const beginnings = /^( ?GATES| ?INCIDENT firing since).*/;

/**
 * The form of a frame of a program that really leaks, for a golden file: the lines that every such frame has, in their
 * order and at their place, with numbers as `#` and what is drawn as `~`. Prose is left out: how it is broken into
 * lines depends on the numbers in it.
 */
export function leakFrame(screen: string): string {
  const cells = screen.split('\n').flatMap((line) => line.split(/ ?│ ?(?=\S| )/));
  const lines = cells
    .map((cell) => cell.trimEnd())
    .filter((cell) => kept.some((one) => one.test(cell)))
    .map(masked);
  return `${lines.join('\n')}\n`;
}

function masked(line: string): string {
  return line
    .replace(beginnings, '$1')
    .replaceAll(/\d{10}-[0-9a-f]{16}/g, 'ID')
    .replaceAll(/127\.0\.0\.1:\d+/g, 'ADDRESS')
    .replaceAll(/\b(?:leak|sawtooth) firing/g, 'leak firing')
    .replaceAll(/ ▲ fired .*/g, ' ▲ fired')
    .replaceAll(drawn, '~')
    .replaceAll(figure, '#')
    .replaceAll(/#(?:\s+#)+/g, '#')
    .replaceAll(/─+/g, '─')
    .replaceAll(/ {2,}/g, '  ')
    .trimEnd();
}
