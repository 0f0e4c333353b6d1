import { FloatList, IntList } from './growing-array.ts';
import type { Stacks } from './profile.ts';

/** The columns of stacks while they are made: `begin` a stack, then add its locations, values and labels. */
export class StackColumns {
  readonly locations = new IntList(1024);
  readonly values = new FloatList();
  readonly #starts = new IntList();
  readonly #labelStarts = new IntList();
  readonly #labelKeys = new IntList();
  readonly #labelTexts = new IntList();
  readonly #labelNumbers = new FloatList();
  readonly #labelUnits = new IntList();

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
