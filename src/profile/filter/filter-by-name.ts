import type { Profile } from '../profile.ts';
import type { Pattern } from './compile-pattern.ts';
import { matchesOf } from './matches-of.ts';
import { selectLines } from './select-lines.ts';
import { selectStacks } from './select-stacks.ts';

/** `-focus -ignore -hide -show`; null: not given. */
export type NameFilter = {
  readonly focus: Pattern | null;
  readonly ignore: Pattern | null;
  readonly hide: Pattern | null;
  readonly show: Pattern | null;
};

/** The filtered profile, and the names of the filters that matched nothing. */
export type Filtered = { readonly profile: Profile; readonly unmatched: readonly string[] };

/**
 * Keeps the stacks with a frame that `focus` matches and none that `ignore` matches, then takes out the
 * frames that `hide` matches or `show` does not (profile/filter.go FilterSamplesByName). A stack that
 * has no frame left is gone.
 */
export function filterByName(profile: Profile, filter: NameFilter): Filtered {
  const { focus, ignore, hide, show } = filter;
  if (focus === null && ignore === null && hide === null && show === null) {
    return { profile, unmatched: [] };
  }
  const choices = choicesOf(profile, filter);
  const lines = visibleLines(profile, filter);
  const hidden = hiddenLocations(profile, lines.profile, filter);
  const { starts, locations } = profile.stacks;
  const filtered = selectStacks(lines.profile, (stack) => {
    const path = locations.subarray(starts[stack], starts[stack + 1]);
    if (!isChosen(path, choices.of)) return false;
    if (hidden === null) return true;
    const left = path.filter((location) => hidden[location] === 0);
    return left.length > 0 && left;
  });
  return { profile: filtered, unmatched: [...choices.unmatched, ...lines.unmatched] };
}

const ignored = -1;
const focused = 1;

function choicesOf(profile: Profile, { focus, ignore }: NameFilter) {
  const focusMatches = focus === null ? null : matchesOf(profile, focus);
  const ignoreMatches = ignore === null ? null : matchesOf(profile, ignore);
  const of = new Int8Array(profile.locations.count);
  for (let i = 0; i < of.length; i++) {
    if (ignoreMatches?.location(i) === true) of[i] = ignored;
    else if (focusMatches === null || focusMatches.location(i)) of[i] = focused;
  }
  const unmatched: string[] = [];
  if (focus !== null && !of.includes(focused)) unmatched.push('Focus');
  if (ignore !== null && !of.includes(ignored)) unmatched.push('Ignore');
  return { of, unmatched };
}

function isChosen(path: Int32Array, choices: Int8Array): boolean {
  let found = false;
  for (const location of path) {
    if (choices[location] === ignored) return false;
    if (choices[location] === focused) found = true;
  }
  return found;
}

/** `hide` first, `show` on what is left. A mapping that matches stands for all its lines. */
function visibleLines(profile: Profile, { hide, show }: NameFilter): Filtered {
  const unmatched: string[] = [];
  let visible = profile;
  if (hide !== null) {
    const { line, mapping, location } = matchesOf(visible, hide);
    if (!anyLocation(visible, location)) unmatched.push('Hide');
    visible = selectLines(visible, (place, at) => !line(at) && !mapping(place));
  }
  if (show !== null) {
    const { line, mapping } = matchesOf(visible, show);
    visible = selectLines(visible, (place, at) => line(at) || mapping(place));
    const { lineStarts } = visible.locations;
    const isShown = (place: number) => lineStarts[place] !== lineStarts[place + 1];
    if (!anyLocation(visible, isShown)) unmatched.push('Show');
  }
  return { profile: visible, unmatched };
}

/** The locations that lost all their lines, or have none to show. Null: no filter takes lines out. */
function hiddenLocations(before: Profile, after: Profile, { hide, show }: NameFilter) {
  if (hide === null && show === null) return null;
  const matches = hide === null ? null : matchesOf(before, hide);
  const { lineStarts } = after.locations;
  const hidden = new Uint8Array(after.locations.count);
  for (let i = 0; i < hidden.length; i++) {
    const isEmpty = lineStarts[i] === lineStarts[i + 1];
    if (isEmpty && (show !== null || matches?.location(i) === true)) hidden[i] = 1;
  }
  return hidden;
}

function anyLocation({ locations }: Profile, test: (location: number) => boolean): boolean {
  for (let i = 0; i < locations.count; i++) if (test(i)) return true;
  return false;
}
