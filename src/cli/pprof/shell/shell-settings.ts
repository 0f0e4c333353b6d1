import { failure, type Result, success } from '../../../model/result.ts';
import type { Profile } from '../../../profile/profile.ts';
import type { ReportOptions } from '../../../profile/report/report-options.ts';
import { sampleColumn } from '../../../profile/report/sample-column.ts';
import { granularityFlags, numberFlags, sortFlags, switchFlags, textFlags } from '../flags.ts';

/** What can be set in the shell, by name, each as its text. A group has one of its choices, or ''. */
export type ShellSettings = Readonly<Record<string, string>>;

type Kind = 'switch' | 'whole' | 'number' | 'text';

const kinds: ReadonlyMap<string, Kind> = new Map(
  (
    [
      ['switch', switchFlags],
      ['whole', ['nodecount']],
      ['number', numberFlags],
      ['text', [...textFlags, 'output']],
    ] as const
  ).flatMap(([kind, names]) => names.map((name) => [name, kind] as const)),
);

/** Settings of which one of a few words holds: `granularity=lines`, or `lines` alone. */
export const groups: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['granularity', granularityFlags],
  ['sort', sortFlags],
]);

const groupOf = new Map(
  [...groups].flatMap(([group, words]) => words.map((word) => [word, group])),
);

/** Every name that can be set, the words of groups too. */
export const settable: readonly string[] = [...kinds.keys(), ...groups.keys(), ...groupOf.keys()];

/** Whether a name means something without a value: a switch, or a word of a group. */
export function isSwitch(name: string): boolean {
  return kinds.get(name) === 'switch' || groupOf.has(name);
}

/** The settings that a call begins with: its flags, and short headers as is usual in the shell. */
export function firstSettings(options: ReportOptions, output: string): ShellSettings {
  const given = Object.entries({ ...options, compact_labels: true, output });
  const texts = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
  return { ...texts, granularity: options.granularity === 'functions' ? '' : options.granularity };
}

/** The same for a report. */
export function reportOptions(settings: ShellSettings): ReportOptions {
  const { output: _, ...others } = settings;
  const typed = Object.entries(others).map(([name, text]) => [name, typedValue(name, text)]);
  const options = Object.fromEntries(typed) as ReportOptions;
  return { ...options, granularity: options.granularity || 'functions' };
}

function typedValue(name: string, text: string): string | number | boolean {
  const kind = kinds.get(name) ?? 'text';
  if (kind === 'switch') return text === 'true';
  return kind === 'text' ? text : Number(text);
}

/**
 * The settings after `name=value`. Fails on a value that is none, in pprof's words where it has some.
 * `sample_index` becomes the name of a type that the profile has.
 */
export function assign(
  settings: ShellSettings,
  name: string,
  value: string,
  profile: Profile,
): Result<ShellSettings> {
  const set = (key: string, text: string) => success({ ...settings, [key]: text });
  const group = groupOf.get(name);
  if (group !== undefined) {
    // `lines` is written without a value, or with one that is true; there is no way to set it to false.
    return truths.has(value.toLowerCase())
      ? set(group, name)
      : failure(`${name}=${value}: write ${name}, or another word of ${group}: ${wordsOf(group)}`);
  }
  const words = groups.get(name);
  if (words !== undefined) {
    return words.includes(value)
      ? set(name, value)
      : failure(`invalid "${name}" value "${value}": expected ${wordsOf(name)}`);
  }
  if (name === 'sample_index') {
    const column = sampleColumn(profile, value);
    return column.ok ? set(name, profile.sampleTypes[column.value]?.type ?? value) : column;
  }
  return assignTyped(set, name, value);
}

function assignTyped(
  set: (name: string, text: string) => Result<ShellSettings>,
  name: string,
  value: string,
): Result<ShellSettings> {
  switch (kinds.get(name) ?? 'text') {
    case 'switch':
      if (truths.has(value.toLowerCase())) return set(name, 'true');
      return untruths.has(value.toLowerCase())
        ? set(name, 'false')
        : failure(`illegal value "${value}" for bool variable ${name}: write true or false`);
    case 'whole':
      return /^[+-]?\d{1,15}$/.test(value)
        ? set(name, String(Number(value)))
        : failure(`${name}: expected a whole number, got "${value}"`);
    case 'number':
      return value !== '' && Number.isFinite(Number(value))
        ? set(name, String(Number(value)))
        : failure(`${name}: expected a number, got "${value}"`);
    case 'text':
      return set(name, value);
  }
}

function wordsOf(group: string): string {
  return (groups.get(group) ?? []).join(', ');
}

// pprof's own reading of a switch, wider than that of Go's flags (internal/driver stringToBool).
const truths = new Set(['true', 't', 'yes', 'y', '1', '']);
const untruths = new Set(['false', 'f', 'no', 'n', '0']);
