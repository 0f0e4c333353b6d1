import type { Profile } from '../profile.ts';

/** The unit of each numeric label, and a warning for each that comes in several. */
export type LabelUnits = {
  readonly units: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
};

/**
 * The first unit that is written for a numeric label is its unit everywhere; one that has none is
 * counted in itself, `alignment` and `request` in bytes (profile/profile.go NumLabelUnits).
 */
export function labelUnits(profile: Profile): LabelUnits {
  const units = new Map<string, string>();
  const warnings: string[] = [];
  for (const [key, [first, ...others]] of writtenUnits(profile)) {
    units.set(key, first ?? (key === 'alignment' || key === 'request' ? 'bytes' : key));
    if (others.length === 0) continue;
    const list = others.sort().join(', ');
    warnings.push(`For tag ${key} used unit ${first}, also encountered unit(s) ${list}`);
  }
  return { units, warnings };
}

/** The units of each numeric label in the order in which they come. */
function writtenUnits({ stacks, strings }: Profile): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const seen = new Set<number>();
  for (let i = 0; i < stacks.labelKeys.length; i++) {
    const key = stacks.labelKeys[i] as number;
    const unit = stacks.labelUnits[i] as number;
    const isNumber = stacks.labelTexts[i] === 0;
    // Most labels are of one key and one unit: a pair of indices is looked at once.
    const pair = key * strings.length + unit;
    if (!isNumber || seen.has(pair)) continue;
    seen.add(pair);
    const units = found.get(strings.get(key)) ?? new Set();
    found.set(strings.get(key), units);
    if (strings.get(unit) !== '') units.add(strings.get(unit));
  }
  return found;
}
