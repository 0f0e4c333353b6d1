import type { Profile } from '../profile.ts';
import type { Pattern } from './compile-pattern.ts';
import type { Filtered } from './filter-by-name.ts';
import { selectStacks } from './select-stacks.ts';
import { stackLabels } from './stack-labels.ts';
import type { TagTest } from './tag-filter.ts';

/** Keeps the stacks that `focus` wants and `ignore` does not; null: not given. */
export function filterByTag(
  profile: Profile,
  focus: TagTest | null,
  ignore: TagTest | null,
): Filtered {
  if (focus === null && ignore === null) return { profile, unmatched: [] };
  let isFocused = false;
  let isIgnored = false;
  const filtered = selectStacks(profile, (stack) => {
    const labels = stackLabels(profile, stack);
    const wanted = focus?.(labels) ?? true;
    const unwanted = ignore?.(labels) ?? false;
    isFocused ||= wanted;
    isIgnored ||= unwanted;
    return wanted && !unwanted;
  });
  const unmatched: string[] = [];
  if (focus !== null && !isFocused) unmatched.push('TagFocus');
  if (ignore !== null && !isIgnored) unmatched.push('TagIgnore');
  return { profile: filtered, unmatched };
}

/** Keeps the labels whose key `show` matches and `hide` does not (`-tagshow`, `-taghide`). */
export function filterTags(profile: Profile, show: Pattern | null, hide: Pattern | null): Filtered {
  if (show === null && hide === null) return { profile, unmatched: [] };
  let isShown = false;
  let isHidden = false;
  const filtered = selectLabels(profile, (key) => {
    const shown = show?.(key) ?? true;
    const hidden = hide?.(key) ?? false;
    isShown ||= shown;
    isHidden ||= hidden;
    return shown && !hidden;
  });
  const unmatched: string[] = [];
  if (show !== null && !isShown) unmatched.push('TagShow');
  if (hide !== null && !isHidden) unmatched.push('TagHide');
  return { profile: filtered, unmatched };
}

function selectLabels(profile: Profile, keep: (key: string) => boolean): Profile {
  const { stacks, strings } = profile;
  const labelStarts = new Int32Array(stacks.count + 1);
  const kept: number[] = [];
  for (let stack = 0; stack < stacks.count; stack++) {
    const end = stacks.labelStarts[stack + 1] as number;
    for (let i = stacks.labelStarts[stack] as number; i < end; i++) {
      if (keep(strings.get(stacks.labelKeys[i] as number))) kept.push(i);
    }
    labelStarts[stack + 1] = kept.length;
  }
  const pick = (column: Int32Array) => Int32Array.from(kept, (i) => column[i] as number);
  return {
    ...profile,
    stacks: {
      ...stacks,
      labelStarts,
      labelKeys: pick(stacks.labelKeys),
      labelTexts: pick(stacks.labelTexts),
      labelNumbers: Float64Array.from(kept, (i) => stacks.labelNumbers[i] as number),
      labelUnits: pick(stacks.labelUnits),
    },
  };
}
