import type { TextPool } from './text-pool.ts';

const [no, yes] = [1, 2];

/**
 * Whether names are of a kind, each looked at once: a text that is decoded and tested for each stack that it is on takes
 * a hundred times as long as its number.
 */
export class NameTest {
  readonly #isIt: (name: string) => boolean;
  readonly #texts: TextPool;
  /** By text; 0: it was not looked at. */
  #answers = new Uint8Array();

  constructor(isIt: (name: string) => boolean, texts: TextPool) {
    this.#isIt = isIt;
    this.#texts = texts;
  }

  /** The answer for the text of a number. */
  of(text: number): boolean {
    if (text >= this.#answers.length) this.#widen();
    const known = this.#answers[text];
    if (known !== 0 && known !== undefined) return known === yes;
    const isIt = this.#isIt(this.#texts.get(text));
    this.#answers[text] = isIt ? yes : no;
    return isIt;
  }

  #widen(): void {
    const wider = new Uint8Array(this.#texts.count);
    wider.set(this.#answers);
    this.#answers = wider;
  }
}
