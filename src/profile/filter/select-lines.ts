import { IntList } from '../growing-array.ts';
import type { Profile } from '../profile.ts';

/** The profile with only the lines of its locations that `keep` wants; the stacks stay as they are. */
export function selectLines(
  profile: Profile,
  keep: (location: number, line: number) => boolean,
): Profile {
  const { locations } = profile;
  const lineStarts = new IntList(locations.count + 1);
  const lines = new IntList(locations.lineFunctions.length + 1);
  for (let location = 0; location < locations.count; location++) {
    lineStarts.push(lines.length);
    const end = locations.lineStarts[location + 1] as number;
    for (let line = locations.lineStarts[location] as number; line < end; line++) {
      if (keep(location, line)) lines.push(line);
    }
  }
  lineStarts.push(lines.length);
  const kept = lines.done();
  const pick = (column: Int32Array) => kept.map((line) => column[line] as number);
  return {
    ...profile,
    locations: {
      ...locations,
      lineStarts: lineStarts.done(),
      lineFunctions: pick(locations.lineFunctions),
      lineNumbers: pick(locations.lineNumbers),
      ...(locations.lineColumns === undefined ? {} : { lineColumns: pick(locations.lineColumns) }),
    },
  };
}
