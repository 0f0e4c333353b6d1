import { FloatList, IntList } from './growing-array.ts';
import type { Stacks } from './profile.ts';

/** How much to expect: a good guess saves copies. */
type Capacity = Readonly<Record<'stacks' | 'locations' | 'values' | 'labels', number>>;

const small: Capacity = { stacks: 64, locations: 1024, values: 64, labels: 64 };

/** The columns of stacks while they are made: `begin` a stack, then add its locations, values and labels. */
export class StackColumns {
  readonly locations: IntList;
  readonly values: FloatList;
  readonly #starts: IntList;
  readonly #labelStarts: IntList;
  readonly #labelKeys: IntList;
  readonly #labelTexts: IntList;
  readonly #labelNumbers: FloatList;
  readonly #labelUnits: IntList;

  constructor(capacity = small) {
    this.locations = new IntList(capacity.locations + 1);
    this.values = new FloatList(capacity.values + 1);
    this.#starts = new IntList(capacity.stacks + 1);
    this.#labelStarts = new IntList(capacity.stacks + 1);
    this.#labelKeys = new IntList(capacity.labels + 1);
    this.#labelTexts = new IntList(capacity.labels + 1);
    this.#labelNumbers = new FloatList(capacity.labels + 1);
    this.#labelUnits = new IntList(capacity.labels + 1);
  }

  /** How many stacks were begun. */
  get count(): number {
    return this.#starts.length;
  }

  begin(): void {
    this.#starts.push(this.locations.length);
    this.#labelStarts.push(this.#labelKeys.length);
  }

  /** A label of the stack that was begun last: all are string indices but `number`. */
  label(key: number, text: number, number: number, unit: number): void {
    this.#labelKeys.push(key);
    this.#labelTexts.push(text);
    this.#labelNumbers.push(number);
    this.#labelUnits.push(unit);
  }

  /** The finished columns; call it once. */
  done(): Stacks {
    const { count } = this;
    this.begin();
    return {
      count,
      starts: this.#starts.done(),
      locations: this.locations.done(),
      values: this.values.done(),
      labelStarts: this.#labelStarts.done(),
      labelKeys: this.#labelKeys.done(),
      labelTexts: this.#labelTexts.done(),
      labelNumbers: this.#labelNumbers.done(),
      labelUnits: this.#labelUnits.done(),
    };
  }
}
