import { failure, type Result, success } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { compilePattern, type Pattern } from './compile-pattern.ts';
import { selectLines } from './select-lines.ts';
import { selectStacks } from './select-stacks.ts';

/**
 * Cuts off the frames that the profile itself calls uninteresting and all that they call, never before
 * the first frame that is not (profile/prune.go RemoveUninteresting). Fails on a broken expression.
 */
export function pruneUninteresting(profile: Profile): Result<Profile> {
  const { dropFrames = '', keepFrames = '' } = profile;
  if (dropFrames === '') return success(profile);
  const drop = compilePattern(`^(${dropFrames})$`);
  if (!drop.ok) return failure(`the profile's drop_frames: ${drop.reason}`);
  const keep = keepFrames === '' ? null : compilePattern(`^(${keepFrames})$`);
  if (keep !== null && !keep.ok) return failure(`the profile's keep_frames: ${keep.reason}`);
  return success(prune(profile, drop.value, keep === null ? null : keep.value));
}

/** Cuts off what the innermost frame that matches calls; the frame stays (`-prune_from`). */
export function pruneFrom(profile: Profile, pattern: Pattern | null): Profile {
  if (pattern === null) return profile;
  const { locations, stacks } = profile;
  const isMatch = functionTest(profile, pattern, null);
  // The first line that stays; -1: the location does not match.
  const firsts = new Int32Array(locations.count).fill(-1);
  for (let place = 0; place < locations.count; place++) {
    const end = locations.lineStarts[place + 1] as number;
    let line = locations.lineStarts[place] as number;
    while (line < end && !isMatch(locations.lineFunctions[line] as number)) line++;
    if (line < end) firsts[place] = line;
  }
  const cut = selectLines(profile, (place, line) => line >= (firsts[place] as number));
  return selectStacks(cut, (stack) => {
    const to = stacks.starts[stack + 1] as number;
    let from = stacks.starts[stack] as number;
    while (from < to && firsts[stacks.locations[from] as number] === -1) from++;
    return from === to || [from, to];
  });
}

function prune(profile: Profile, drop: Pattern, keep: Pattern | null): Profile {
  const { locations, stacks } = profile;
  const isDropped = functionTest(profile, drop, keep);
  // The last line that goes; -1: none.
  const lasts = new Int32Array(locations.count).fill(-1);
  for (let place = 0; place < locations.count; place++) {
    const from = locations.lineStarts[place] as number;
    let line = (locations.lineStarts[place + 1] as number) - 1;
    while (line >= from && !isDropped(locations.lineFunctions[line] as number)) line--;
    if (line >= from) lasts[place] = line;
  }
  const isWhole = (place: number) =>
    lasts[place] === (locations.lineStarts[place + 1] as number) - 1;
  const cut = selectLines(
    profile,
    (place, line) => lasts[place] === -1 || isWhole(place) || line > (lasts[place] as number),
  );
  return selectStacks(cut, (stack) => {
    const from = stacks.starts[stack] as number;
    const to = stacks.starts[stack + 1] as number;
    let foundUser = false;
    for (let i = to - 1; i >= from; i--) {
      const place = stacks.locations[i] as number;
      if (lasts[place] === -1) foundUser = true;
      else if (foundUser) return [isWhole(place) ? i + 1 : i, to];
    }
    return true;
  });
}

/** Asks about each function once, by its name without arguments. */
function functionTest({ functions, strings }: Profile, drop: Pattern, keep: Pattern | null) {
  const known = new Int8Array(functions.count);
  return (called: number) => {
    if (known[called] === 0) {
      const name = strings.get(functions.names[called] as number);
      const short = simpleName(name);
      const found = name !== '' && drop(short) && !(keep?.(short) ?? false);
      known[called] = found ? 1 : -1;
    }
    return known[called] === 1;
  };
}

/** Without a leading dot and without the argument list, as far as its brackets are no part of a name. */
function simpleName(name: string): string {
  const plain = name.startsWith('.') ? name.slice(1) : name;
  for (const match of plain.matchAll(/\(anonymous namespace\)|operator\(\)|\(/g)) {
    if (match[0] === '(') return plain.slice(0, match.index);
  }
  return plain;
}
