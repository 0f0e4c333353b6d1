const chunkLength = 2 ** 14;

/**
 * One column of numbers whose length nobody knows before: eight bytes a cell and no copying as it grows.
 * Cells that were never set are NaN.
 */
export class GrowingColumn {
  readonly #chunks: Float64Array[] = [];

  set(row: number, value: number): void {
    const at = Math.floor(row / chunkLength);
    while (this.#chunks.length <= at) {
      this.#chunks.push(new Float64Array(chunkLength).fill(Number.NaN));
    }
    const chunk = this.#chunks[at];
    if (chunk !== undefined) chunk[row % chunkLength] = value;
  }

  at(row: number): number {
    return this.#chunks[Math.floor(row / chunkLength)]?.[row % chunkLength] ?? Number.NaN;
  }
}
