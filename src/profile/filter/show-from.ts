import type { Profile } from '../profile.ts';
import type { Pattern } from './compile-pattern.ts';
import type { Filtered } from './filter-by-name.ts';
import { matchesOf } from './matches-of.ts';
import { selectLines } from './select-lines.ts';
import { selectStacks } from './select-stacks.ts';

/**
 * Cuts off what calls the outermost frame that matches; stacks without one are gone
 * (profile/filter.go ShowFrom).
 */
export function showFrom(profile: Profile, pattern: Pattern | null): Filtered {
  if (pattern === null) return { profile, unmatched: [] };
  const { line, mapping } = matchesOf(profile, pattern);
  const { locations, stacks } = profile;
  // One past the last line that stays; 0: the location does not match.
  const ends = new Int32Array(locations.count);
  for (let place = 0; place < locations.count; place++) {
    const from = locations.lineStarts[place] as number;
    const to = locations.lineStarts[place + 1] as number;
    let end = to;
    while (end > from && !line(end - 1)) end--;
    // -1: the mapping matches and every line stays.
    if (mapping(place)) ends[place] = -1;
    else if (end > from) ends[place] = end;
  }
  const cut = selectLines(profile, (place, at) => {
    const end = ends[place] as number;
    return end <= 0 || at < end;
  });
  const filtered = selectStacks(cut, (stack) => {
    const from = stacks.starts[stack] as number;
    let to = stacks.starts[stack + 1] as number;
    while (to > from && ends[stacks.locations[to - 1] as number] === 0) to--;
    return to > from && [from, to];
  });
  return { profile: filtered, unmatched: ends.some((end) => end !== 0) ? [] : ['ShowFrom'] };
}
