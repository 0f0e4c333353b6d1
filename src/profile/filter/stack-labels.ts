import type { Profile } from '../profile.ts';

/** The numbers of one key on a stack, and their units; no units at all where none was written. */
export type NumberLabel = { readonly values: number[]; readonly units: string[] };

/** The labels of one stack by key, in the order in which they were written. */
export type StackLabels = {
  readonly texts: ReadonlyMap<string, string[]>;
  readonly numbers: ReadonlyMap<string, NumberLabel>;
};

/** Reads the labels of a stack  (profile/encode.go postDecode). */
export function stackLabels({ stacks, strings }: Profile, stack: number): StackLabels {
  const texts = new Map<string, string[]>();
  const numbers = new Map<string, NumberLabel>();
  const end = stacks.labelStarts[stack + 1] as number;
  for (let i = stacks.labelStarts[stack] as number; i < end; i++) {
    const key = strings.get(stacks.labelKeys[i] as number);
    const text = stacks.labelTexts[i] as number;
    const value = stacks.labelNumbers[i] as number;
    const unit = stacks.labelUnits[i] as number;
    if (text !== 0) entryOf(texts, key, (): string[] => []).push(strings.get(text));
    else {
      const label = entryOf(numbers, key, (): NumberLabel => ({ values: [], units: [] }));
      label.values.push(value);
      if (unit !== 0) label.units[label.values.length - 1] = strings.get(unit);
    }
  }
  for (const label of numbers.values()) padUnits(label);
  return { texts, numbers };
}

/** One unit written means that the others are empty. */
function padUnits({ values, units }: NumberLabel): void {
  if (units.length > 0) for (const i of values.keys()) units[i] ??= '';
}

function entryOf<T>(entries: Map<string, T>, key: string, make: () => T): T {
  const known = entries.get(key);
  if (known !== undefined) return known;
  const made = make();
  entries.set(key, made);
  return made;
}
