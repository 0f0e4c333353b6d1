import { constants } from './constants.ts';
import { middleOfThree } from './middle-of-three.ts';

/**
 * What the collections of a used heap left, the newest of them, oldest first:
 *
 *   used │   ╱│  ╱│   ╱│ top
 *        │  ╱ │ ╱ │  ╱ │              a fall is a collection when it is a third as deep as the newest were:
 *        │ ╱  │╱  │ ╱  │              young ones among old ones are none
 *        │╱   ▼   ▼╱   ▼ what is left
 *
 * Plain data that is changed in place.
 */
export type Collections = {
  /** Times in base widths, what was left at each, and how deep the fall was. */
  readonly ats: number[];
  readonly floors: number[];
  readonly depths: number[];
  /** The highest value since the last collection, and the lowest since it began to fall; null: it does not fall. */
  top: number;
  low: number | null;
  lowAt: number;
  /** The deepest fall that has ended. */
  deepest: number;
};

/** Collections that are kept: five that each left more than all before are significant after nine of them. */
const mostKept = 28;
/** So deep a fall must be, measured by the newest, and so far it must be climbed again until it has ended. */
const part = 0.3;
/** A fall so many times as deep as any before is the first of a greater kind: what was before it were young ones. */
const otherKind = 2;

/** Nothing was seen yet. */
export function newCollections(): Collections {
  return { ats: [], floors: [], depths: [], top: 0, low: null, lowAt: 0, deepest: 0 };
}

/** Takes a value in. */
export function noteCollection(into: Collections, at: number, value: number): void {
  const { top, low } = into;
  if (low === null) {
    if (value >= top) into.top = value;
    else if (top - value >= Math.max(constants.collectionFall * top, part * usualDepth(into))) {
      into.low = value;
      into.lowAt = at;
    }
  } else if (value < low) {
    into.low = value;
    into.lowAt = at;
  } else if (value - low >= part * (top - low)) endFall(into, low, value);
}

/** A heap that fills leaves ever less to be collected. */
function usualDepth({ depths, deepest }: Collections): number {
  const [third, second, first] = depths.slice(-3);
  if (third === undefined || second === undefined || first === undefined) return deepest;
  return middleOfThree(third, second, first);
}

function endFall(into: Collections, low: number, value: number): void {
  const { ats, floors, depths, top, deepest } = into;
  const fell = top - low;
  const drop = fell > otherKind * deepest ? ats.length : Math.max(0, ats.length + 1 - mostKept);
  for (const kept of [ats, floors, depths]) kept.splice(0, drop);
  ats.push(into.lowAt);
  floors.push(low);
  depths.push(fell);
  into.top = value;
  into.low = null;
  into.deepest = Math.max(deepest, fell);
}

/** The deepest fall that was seen, the one that goes on included. */
export function deepestFall({ top, low, deepest }: Collections): number {
  return low === null ? deepest : Math.max(deepest, top - low);
}
