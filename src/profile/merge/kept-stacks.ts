import type { Stacks } from '../profile.ts';
import { writePath } from './path-numbers.ts';
import { type Renumbering, renumbering } from './renumbering.ts';

/** The stacks of one profile, and the numbers that a merge gave its locations and strings. */
export type MergedSource = {
  readonly stacks: Stacks;
  readonly locations: Renumbering;
  readonly strings: Renumbering;
};

/** Merged stacks, each as the source and the place there of the first of its kind, with its sums. */
export type Found = {
  readonly sources: readonly MergedSource[];
  readonly sourceOf: Int32Array;
  readonly indexOf: Int32Array;
  readonly values: Float64Array;
  readonly width: number;
};

/** The columns of those in `kept`, by the numbers that `places` and `texts` give for those of the merge. */
export function keptStacks(
  found: Found,
  kept: Int32Array,
  places: Renumbering,
  texts: Renumbering,
): Stacks {
  const { sourceOf, indexOf, values, width } = found;
  const sources = found.sources.map(({ stacks, locations, strings }) => ({
    stacks,
    places: joined(locations, places),
    texts: joined(strings, texts),
  }));
  const made = columnsFor(found, kept);
  for (let stack = 0; stack < kept.length; stack++) {
    const old = kept[stack] as number;
    const {
      stacks,
      places: placesHere,
      texts: textsHere,
    } = sources[sourceOf[old] as number] as Source;
    const index = indexOf[old] as number;
    made.starts[stack + 1] = copyPath(
      stacks,
      index,
      placesHere,
      made.locations,
      made.starts[stack] as number,
    );
    made.labelStarts[stack + 1] = copyLabels(
      stacks,
      index,
      textsHere,
      made,
      made.labelStarts[stack] as number,
    );
    for (let i = 0; i < width; i++) {
      made.values[stack * width + i] = values[old * width + i] as number;
    }
  }
  return made;
}

type Source = {
  readonly stacks: Stacks;
  readonly places: Renumbering;
  readonly texts: Renumbering;
};

/** The last numbers of what the merge has given a first one. */
function joined(first: Renumbering, last: Renumbering): Renumbering {
  return renumbering(first.known.length, (index) => last.of(first.of(index)));
}

/** Empty columns of the right size. */
function columnsFor({ sources, sourceOf, indexOf, width }: Found, kept: Int32Array): Stacks {
  let locations = 0;
  let labels = 0;
  for (let stack = 0; stack < kept.length; stack++) {
    const { stacks } = sources[sourceOf[kept[stack] as number] as number] as MergedSource;
    const index = indexOf[kept[stack] as number] as number;
    locations += (stacks.starts[index + 1] as number) - (stacks.starts[index] as number);
    labels += (stacks.labelStarts[index + 1] as number) - (stacks.labelStarts[index] as number);
  }
  return {
    count: kept.length,
    starts: new Int32Array(kept.length + 1),
    locations: new Int32Array(locations),
    values: new Float64Array(kept.length * width),
    labelStarts: new Int32Array(kept.length + 1),
    labelKeys: new Int32Array(labels),
    labelTexts: new Int32Array(labels),
    labelNumbers: new Float64Array(labels),
    labelUnits: new Int32Array(labels),
  };
}

/** Writes the places of a stack from `at` on and answers where they end. */
function copyPath(
  { starts, locations }: Stacks,
  stack: number,
  { known, of }: Renumbering,
  target: Int32Array,
  at: number,
): number {
  const from = starts[stack] as number;
  const to = starts[stack + 1] as number;
  if (!writePath(locations, from, to, known, target, at)) {
    for (let i = from; i < to; i++) of(locations[i] as number);
    writePath(locations, from, to, known, target, at);
  }
  return at + to - from;
}

function copyLabels(
  stacks: Stacks,
  stack: number,
  { of }: Renumbering,
  made: Stacks,
  at: number,
): number {
  const to = stacks.labelStarts[stack + 1] as number;
  let end = at;
  for (let i = stacks.labelStarts[stack] as number; i < to; i++) {
    made.labelTexts[end] = of(stacks.labelTexts[i] as number);
    made.labelUnits[end] = of(stacks.labelUnits[i] as number);
    made.labelKeys[end] = of(stacks.labelKeys[i] as number);
    made.labelNumbers[end] = stacks.labelNumbers[i] as number;
    end++;
  }
  return end;
}
