import type { Size } from './frame.ts';
import type { Line } from './line.ts';
import { paint } from './paint.ts';
import type { Theme } from './theme.ts';

/** Sequences that set what a terminal does (ECMA-48 and DEC private modes): the alternate screen, the cursor, pasted text. */
const modes = new RegExp(`${String.fromCharCode(27)}\\[[?<>=][\\d;]*[a-zA-Z]`, 'g');

/**
 * A terminal in two halves. `modesOnly` is given to ink, which holds the terminal: what it writes to switch modes goes
 * through, what it draws (nothing) does not. `draw` shows a frame, and writes only what differs from the one before.
 */
export function screenStream(
  stdout: NodeJS.WriteStream,
  theme: Theme,
): {
  readonly modesOnly: NodeJS.WriteStream;
  readonly draw: (lines: readonly Line[], size: Size) => void;
} {
  let before: readonly Line[] | null = null;
  let sizeBefore = '';
  const modesOnly = new Proxy(stdout, {
    get(target, name) {
      if (name === 'write') return (...given: Written) => writeModes(target, given);
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    modesOnly,
    draw: (lines, size) => {
      const sizeNow = `${size.columns}x${size.rows}`;
      if (lines.length === 0 || sizeNow !== sizeBefore) before = null;
      sizeBefore = sizeNow;
      if (lines.length === 0) return;
      const text = paint(before, lines, theme);
      before = lines;
      // A reader that is slower than the frames come: what it has not taken yet is out of date, and the next
      // frame says it all.
      if (text !== '') stdout.write(text);
    },
  };
}

type Written = readonly [text: string | Uint8Array, ...rest: readonly unknown[]];

/** Who waits until it is written is told so, also of nothing. */
function writeModes(stdout: NodeJS.WriteStream, [text, ...rest]: Written): boolean {
  const kept = String(text).match(modes)?.join('') ?? '';
  const written = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
  return stdout.write(kept, () => written?.());
}
