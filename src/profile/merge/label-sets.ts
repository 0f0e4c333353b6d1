import type { Stacks } from '../profile.ts';
import type { Renumbering } from './renumbering.ts';
import { TupleTable } from './tuple-table.ts';

/** Key, text, unit and the two halves of a number. */
const intsOfLabel = 5;

/** A power of two. */
const recentSlots = 256;

/** Numbers what stacks are labelled with: the same labels in any order of keys, the same number. */
export class LabelSets {
  readonly #tuples = new TupleTable();
  #tuple = new Int32Array(64 * intsOfLabel);
  /** The last label of each slot that was alone on a stack, and the number of its set. */
  readonly #recent = {
    labels: new Int32Array(recentSlots).fill(-1),
    sets: new Int32Array(recentSlots),
  };
  #recentOf: Stacks | null = null;

  /** The number of the labels of a stack, by the new numbers of its strings. */
  number(stacks: Stacks, stack: number, strings: Renumbering): number {
    const from = stacks.labelStarts[stack] as number;
    const to = stacks.labelStarts[stack + 1] as number;
    return to - from === 1
      ? this.#one(stacks, from, strings)
      : this.#several(stacks, from, to, strings);
  }

  /** A heap has a hundred sizes on a hundred thousand stacks: most are those of a label shortly before. */
  #one(stacks: Stacks, label: number, strings: Renumbering): number {
    const { labels, sets } = this.#recent;
    if (this.#recentOf !== stacks) {
      this.#recentOf = stacks;
      labels.fill(-1);
    }
    const slot = ((stacks.labelNumbers[label] as number) >> 3) & (recentSlots - 1);
    const before = labels[slot] as number;
    if (before >= 0 && isSame(stacks, before, label)) return sets[slot] as number;
    this.#write(stacks, label, 0, strings);
    const set = this.#tuples.intern(this.#tuple, intsOfLabel);
    labels[slot] = label;
    sets[slot] = set;
    return set;
  }

  #several(stacks: Stacks, from: number, to: number, strings: Renumbering): number {
    const length = (to - from) * intsOfLabel;
    if (length > this.#tuple.length) this.#tuple = new Int32Array(length * 2);
    const order = Array.from({ length: to - from }, (_, i) => from + i);
    // Texts apart from numbers; several labels of one key stay as they are.
    const kind = (label: number) => Number(stacks.labelTexts[label] === 0);
    const key = (label: number) => strings.of(stacks.labelKeys[label] as number);
    order.sort((a, b) => kind(a) - kind(b) || key(a) - key(b));
    for (const [i, label] of order.entries()) {
      this.#write(stacks, label, i * intsOfLabel, strings);
    }
    return this.#tuples.intern(this.#tuple, length);
  }

  #write(stacks: Stacks, label: number, at: number, strings: Renumbering): void {
    const tuple = this.#tuple;
    bits[0] = stacks.labelNumbers[label] as number;
    tuple[at] = strings.of(stacks.labelKeys[label] as number);
    tuple[at + 1] = strings.of(stacks.labelTexts[label] as number);
    tuple[at + 2] = strings.of(stacks.labelUnits[label] as number);
    tuple[at + 3] = halves[0] as number;
    tuple[at + 4] = halves[1] as number;
  }
}

function isSame(stacks: Stacks, a: number, b: number): boolean {
  return (
    stacks.labelNumbers[a] === stacks.labelNumbers[b] &&
    stacks.labelKeys[a] === stacks.labelKeys[b] &&
    stacks.labelTexts[a] === stacks.labelTexts[b] &&
    stacks.labelUnits[a] === stacks.labelUnits[b]
  );
}

// A double as two integers, to be compared as such.
const bits = new Float64Array(1);
const halves = new Int32Array(bits.buffer);
