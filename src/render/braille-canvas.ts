/** The bit of each dot of a braille letter, by row, then by column (Unicode 15, chapter 21.1). */
const bits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** One letter of a canvas: what is drawn there, and the layer that lies on top; '' where nothing is. */
export type CanvasCell<Layer extends string> = {
  readonly character: string;
  readonly layer: Layer | '';
};

/**
 * A picture of `width` × `height` letters whose braille patterns make it twice as wide and four times as high in
 * dots; (0, 0) is the dot at the top left. A letter has the layer that stands last in `layers` of those that have a
 * dot in it.
 */
export type BrailleCanvas<Layer extends string> = {
  readonly dot: (x: number, y: number, layer: Layer) => void;
  /** The dots between two, both among them. */
  readonly line: (x0: number, y0: number, x1: number, y1: number, layer: Layer) => void;
  /** A letter in place of dots; one that lies on a cell with dots of a higher layer is not seen. */
  readonly letter: (column: number, row: number, character: string, layer: Layer) => void;
  readonly cells: () => CanvasCell<Layer>[][];
};

/** An empty canvas. What is drawn outside of it is not seen. */
export function brailleCanvas<Layer extends string>(
  width: number,
  height: number,
  layers: readonly Layer[],
): BrailleCanvas<Layer> {
  const ranks = new Map(layers.map((layer, i) => [layer, i]));
  const dots = new Uint8Array(width * height);
  const tops = new Int8Array(width * height).fill(-1);
  const letters = new Map<number, string>();

  const dot = (x: number, y: number, layer: Layer) => {
    if (!(x >= 0 && y >= 0 && x < width * 2 && y < height * 4)) return;
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const cell = (top >> 2) * width + (left >> 1);
    dots[cell] = (dots[cell] ?? 0) | (bits[top & 3]?.[left & 1] ?? 0);
    const rank = ranks.get(layer) ?? 0;
    if (rank >= (tops[cell] ?? -1)) {
      tops[cell] = rank;
      letters.delete(cell);
    }
  };
  return {
    dot,
    line: (x0, y0, x1, y1, layer) => {
      const steps = Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0), 1);
      // A line far beyond the edges has as many dots as the canvas could show of it, and some more.
      const count = Math.min(Math.ceil(steps), 4 * (width * 2 + height * 4));
      for (let i = 0; i <= count; i++) {
        dot(
          Math.round(x0 + ((x1 - x0) * i) / count),
          Math.round(y0 + ((y1 - y0) * i) / count),
          layer,
        );
      }
    },
    letter: (column, row, character, layer) => {
      if (!(column >= 0 && row >= 0 && column < width && row < height)) return;
      const cell = row * width + column;
      const rank = ranks.get(layer) ?? 0;
      if (rank < (tops[cell] ?? -1)) return;
      tops[cell] = rank;
      letters.set(cell, character);
    },
    cells: () =>
      Array.from({ length: height }, (_, row) =>
        Array.from({ length: width }, (_, column) => {
          const cell = row * width + column;
          const pattern = dots[cell] ?? 0;
          const braille = pattern === 0 ? ' ' : String.fromCodePoint(0x2800 + pattern);
          const layer = layers[tops[cell] ?? -1] ?? '';
          return { character: letters.get(cell) ?? braille, layer };
        }),
      ),
  };
}
