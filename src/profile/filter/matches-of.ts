import type { Profile } from '../profile.ts';
import type { Pattern } from './compile-pattern.ts';

/** Which lines and places of a profile a pattern matches: by function, by file, by mapping. */
export type Matches = {
  readonly line: (line: number) => boolean;
  /** The file that the location was loaded from. */
  readonly mapping: (location: number) => boolean;
  readonly location: (location: number) => boolean;
};

/** Asks a pattern about every function, file and mapping at most once (profile/filter.go matchesName). */
export function matchesOf(profile: Profile, pattern: Pattern): Matches {
  const { functions, locations, mappings, strings } = profile;
  const known = new Int8Array(functions.count);
  const line = (index: number) => {
    const called = locations.lineFunctions[index] as number;
    if (known[called] === 0) {
      const name = strings.get(functions.names[called] as number);
      const found = pattern(name) || pattern(strings.get(functions.files[called] as number));
      known[called] = found ? 1 : -1;
    }
    return known[called] === 1;
  };
  const mapping = (location: number) => {
    const loaded = mappings[locations.mappings[location] as number];
    return loaded !== undefined && pattern(loaded.file);
  };
  const anyLine = (location: number) => {
    const end = locations.lineStarts[location + 1] as number;
    for (let i = locations.lineStarts[location] as number; i < end; i++) if (line(i)) return true;
    return false;
  };
  return { line, mapping, location: (location) => anyLine(location) || mapping(location) };
}
