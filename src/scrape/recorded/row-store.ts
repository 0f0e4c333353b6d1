import type { FigureName, LifeEnd, Reading } from '../../model/reading.ts';
import { GrowingColumn } from './growing-column.ts';
import { sortedPlaces } from './sorted-places.ts';

/** What a reading holds beside its time, its instance and its figures. */
const numbers = ['startAtMs', 'restarts', 'limitBytes'] as const;
const texts = ['version', 'lastExit'] as const;

/**
 * Readings by column, so that two million of them fit: about eight bytes a cell, where an object takes
 * some hundred. They come in any order and go out in the order of time, each made anew.
 */
export class RowStore {
  readonly #times = new GrowingColumn();
  readonly #instances = new GrowingColumn();
  readonly #figures = new Map<FigureName, GrowingColumn>();
  readonly #numbers = new Map<(typeof numbers)[number], GrowingColumn>();
  readonly #texts = new Map<(typeof texts)[number], GrowingColumn>();
  /** Texts that were seen, each once; a cell holds its place here. */
  readonly #words: string[] = [];
  readonly #places = new Map<string, number>();
  #count = 0;
  #inOrder = true;
  #newestMs = Number.NEGATIVE_INFINITY;

  /** A reading without a figure is a gap and is not kept. */
  add(reading: Reading): void {
    if (!hasFigure(reading)) return;
    const row = this.#count++;
    this.#inOrder &&= reading.atMs >= this.#newestMs;
    this.#newestMs = reading.atMs;
    this.#times.set(row, reading.atMs);
    this.#instances.set(row, this.#placeOf(reading.instance));
    for (const name in reading.figures) {
      const figure = name as FigureName;
      columnOf(this.#figures, figure).set(row, reading.figures[figure] ?? Number.NaN);
    }
    for (const name of numbers) {
      const value = reading[name];
      if (value !== undefined) columnOf(this.#numbers, name).set(row, value);
    }
    for (const name of texts) {
      const value = reading[name];
      if (value !== undefined) columnOf(this.#texts, name).set(row, this.#placeOf(value));
    }
  }

  get count(): number {
    return this.#count;
  }

  /** In the order of time; those of one time as they came. */
  *readings(): Generator<Reading> {
    if (this.#inOrder) {
      for (let row = 0; row < this.#count; row++) yield this.#reading(row);
      return;
    }
    const times = this.#times;
    const rows = sortedPlaces(this.#count, (a, b) => times.at(a) - times.at(b));
    for (const row of rows) yield this.#reading(row);
  }

  #reading(row: number): Reading {
    const instance = this.#words[this.#instances.at(row)] ?? '';
    return {
      atMs: this.#times.at(row),
      instance,
      figures: cellsOf(this.#figures, row),
      ...cellsOf(this.#numbers, row),
      ...this.#textsOf(row),
    };
  }

  #textsOf(row: number): Pick<Reading, (typeof texts)[number]> {
    if (this.#texts.size === 0) return {};
    const { version, lastExit } = cellsOf(this.#texts, row);
    const word = (place: number | undefined) => this.#words[place ?? -1];
    const [name, exit] = [word(version), word(lastExit)];
    return {
      ...(name === undefined ? {} : { version: name }),
      ...(exit === undefined ? {} : { lastExit: exit as LifeEnd }),
    };
  }

  #placeOf(word: string): number {
    const known = this.#places.get(word);
    if (known !== undefined) return known;
    this.#places.set(word, this.#words.length);
    return this.#words.push(word) - 1;
  }
}

function hasFigure({ figures }: Reading): boolean {
  for (const _ in figures) return true;
  return false;
}

/** The cells of one row that hold a number. */
function cellsOf<Name extends string>(
  columns: ReadonlyMap<Name, GrowingColumn>,
  row: number,
): Partial<Record<Name, number>> {
  const cells: Partial<Record<Name, number>> = {};
  for (const [name, column] of columns) {
    const value = column.at(row);
    if (!Number.isNaN(value)) cells[name] = value;
  }
  return cells;
}

function columnOf<Name>(columns: Map<Name, GrowingColumn>, name: Name): GrowingColumn {
  const known = columns.get(name);
  if (known !== undefined) return known;
  const made = new GrowingColumn();
  columns.set(name, made);
  return made;
}
