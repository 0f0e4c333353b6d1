import { displayWidth } from '../../src/render/display-width.ts';

/** How a character looks: the names of the palette below, or the terminal's own colours. */
type Style = {
  readonly colour: keyof typeof palette;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
};

/** Neighbouring characters of one line that look alike. */
type Run = { readonly column: number; readonly text: string; readonly style: Style };

/** A dark terminal of sixteen colours, without its bright half, which no tone of the theme uses. */
const palette = {
  foreground: '#d7dee7',
  background: '#0f141b',
  dim: '#7d8794',
  black: '#39424e',
  red: '#ff7b72',
  green: '#7ee787',
  yellow: '#e3b341',
  blue: '#79b8ff',
  magenta: '#d2a8ff',
  cyan: '#56d4dd',
  white: '#d7dee7',
} as const;

const ansiColours = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
] as const satisfies readonly Style['colour'][];

const plain: Style = { colour: 'foreground', bold: false, dim: false, inverse: false };

// A monospace letter is 0.6 em wide in nearly every font: 8 px at 13.3.
const cell = { width: 8, height: 18 };
const baseline = 13;
const margin = { side: 16, top: 40, bottom: 14 };

const colourCode = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`);

const blocks = ' ▁▂▃▄▅▆▇█';

/**
 * A terminal's screen (lines of text with colour codes, as `tmux capture-pane -p -e` prints them) as
 * an SVG picture of a window, `title` in its bar. Text stays text; each run is given its width, so
 * that columns stand in line whatever monospace font the reader has, and block glyphs are drawn as
 * rectangles, since fonts leave seams between them. Throws on a code that is no colour.
 */
export function ansiToSvg(screen: string, title: string): string {
  const lines = readLines(screen);
  const columns = Math.max(1, ...lines.map(widthOf));
  const width = columns * cell.width + 2 * margin.side;
  const height = lines.length * cell.height + margin.top + margin.bottom;
  const body = lines.flatMap((runs, row) => runs.flatMap((run) => drawRun(run, row)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>text{font:13.3px ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;white-space:pre;fill:${palette.foreground}}.b{font-weight:700}</style>`,
    ...frame(width, height, title),
    `<g transform="translate(${margin.side} ${margin.top})">`,
    ...body,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function frame(width: number, height: number, title: string): string[] {
  const lights = ['#ff5f57', '#febc2e', '#28c840'].map(
    (colour, i) => `<circle cx="${20 + i * 20}" cy="17" r="6" fill="${colour}"/>`,
  );
  return [
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="10" fill="${palette.background}" stroke="#30363d"/>`,
    ...lights,
    `<text x="${width / 2}" y="21" text-anchor="middle" style="fill:${palette.dim}">${escaped(title)}</text>`,
  ];
}

function readLines(screen: string): Run[][] {
  let style = plain;
  return screen
    .replace(/\n+$/, '')
    .split('\n')
    .map((line) => {
      const runs: Run[] = [];
      let column = 0;
      // Odd parts are what the parentheses caught: the numbers of a colour code.
      for (const [i, part] of line.split(colourCode).entries()) {
        if (i % 2 === 1) {
          style = styled(style, part);
        } else if (part !== '') {
          runs.push({ column, text: readable(part), style });
          column += displayWidth(part);
        }
      }
      return runs;
    });
}

function readable(text: string): string {
  const strange = /\p{Cc}/u.exec(text);
  if (strange === null) return text;
  const code = strange[0].codePointAt(0)?.toString(16);
  throw new Error(`only colour codes are understood, this screen has a U+${code} elsewhere`);
}

/** A style after the numbers of one `CSI … m` (ECMA-48, 8.3.117 SGR). */
function styled(before: Style, codes: string): Style {
  const changes = codes.split(';').map((code) => change(Number(code)));
  return Object.assign({}, before, ...changes);
}

function change(code: number): Partial<Style> {
  const changes: Readonly<Record<number, Partial<Style>>> = {
    0: plain,
    1: { bold: true },
    2: { dim: true },
    7: { inverse: true },
    22: { bold: false, dim: false },
    27: { inverse: false },
    39: { colour: 'foreground' },
    49: {},
  };
  const colour = ansiColours[code - 30];
  const changed = colour === undefined ? changes[code] : { colour };
  if (changed === undefined) throw new Error(`no theme of the dashboard writes the code ${code}`);
  return changed;
}

function widthOf(runs: readonly Run[]): number {
  const last = runs.at(-1);
  return last === undefined ? 0 : last.column + displayWidth(last.text);
}

/** The run's background, its words, its blocks and its rules. */
function drawRun({ column, text, style }: Run, row: number): string[] {
  const y = row * cell.height;
  const colour = palette[style.dim && style.colour === 'foreground' ? 'dim' : style.colour];
  const isBare = text.trim() === '' && !style.inverse;
  if (isBare) return [];
  const back = style.inverse
    ? `<rect x="${column * cell.width}" y="${y + 1}" width="${displayWidth(text) * cell.width}" height="${cell.height - 2}" rx="3" fill="${colour}"/>`
    : '';
  const ink = style.inverse ? palette.background : colour;
  const drawn = drawShapes(text, column, y);
  const shapes = drawn === '' ? '' : `<path d="${drawn}" fill="${ink}"${faded(style)}/>`;
  return [back, shapes, ...drawWords({ column, text, style }, row, ink)].filter(
    (one) => one !== '',
  );
}

function faded({ dim, colour }: Style): string {
  return dim && colour !== 'foreground' ? ' opacity=".7"' : '';
}

/** Words with their blocks and rules blanked out; a gap of two or more parts one word from the next. */
function drawWords({ column, text, style }: Run, row: number, ink: string): string[] {
  const words = [...text].map((glyph) => (shapeOf(glyph) === null ? glyph : ' ')).join('');
  return [...words.matchAll(/\S+(?: \S+)*/g)].map(({ 0: word, index }) => {
    const x = (column + displayWidth(words.slice(0, index))) * cell.width;
    const fill = ink === palette.foreground ? '' : ` style="fill:${ink}"`;
    const weight = style.bold ? ' class="b"' : '';
    const length = displayWidth(word) * cell.width;
    return `<text x="${x}" y="${row * cell.height + baseline}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${weight}${fill}${faded(style)}>${escaped(word)}</text>`;
  });
}

/** One path for all block and rule glyphs of a run; equal neighbours are one rectangle. */
function drawShapes(text: string, column: number, y: number): string {
  const runs = [...text.matchAll(/(.)\1*/gu)].flatMap(({ 0: run, 1: glyph = '', index }) => {
    const shape = shapeOf(glyph);
    if (shape === null) return [];
    return [shape((column + displayWidth(text.slice(0, index))) * cell.width, y, run.length)];
  });
  return runs.join('');
}

type Shape = (x: number, y: number, count: number) => string;

/** How a glyph is drawn, `count` of it in a row; null for a letter. */
function shapeOf(glyph: string): Shape | null {
  const eighths = blocks.indexOf(glyph);
  if (eighths > 0) {
    const height = (eighths / 8) * cell.height;
    return (x, y, count) => box(x, y + cell.height - height, count * cell.width, height);
  }
  return rules[glyph] ?? null;
}

const middle = { x: cell.width / 2 - 0.5, y: cell.height / 2 - 0.5 };

const rules: Readonly<Record<string, Shape>> = {
  '─': (x, y, count) => box(x, y + middle.y, count * cell.width, 1),
  '│': upright((x, y) => box(x + middle.x, y, 1, cell.height)),
  '┤': upright((x, y) => box(x + middle.x, y, 1, cell.height) + box(x, y + middle.y, middle.x, 1)),
  '┊': upright((x, y) => [1, 7, 13].map((top) => box(x + middle.x, y + top, 1, 3)).join('')),
};

function upright(one: (x: number, y: number) => string): Shape {
  return (x, y, count) =>
    Array.from({ length: count }, (_, i) => one(x + i * cell.width, y)).join('');
}

function box(x: number, y: number, width: number, height: number): string {
  return `M${x} ${y}h${width}v${height}h-${width}z`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
