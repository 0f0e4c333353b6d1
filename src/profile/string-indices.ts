import type { IntList } from './growing-array.ts';
import { MalformedError } from './wire-reader.ts';

/** The entries of a list of string indices, each of which must be in the table. */
export function stringIndices(list: IntList, stringCount: number): Int32Array {
  const indices = list.done();
  for (const index of indices) {
    // Index 0 is the empty string, which a profile without any string still means.
    if (index < 0 || (index > 0 && index >= stringCount)) {
      throw new MalformedError('refers to a string that its table does not have');
    }
  }
  return indices;
}
