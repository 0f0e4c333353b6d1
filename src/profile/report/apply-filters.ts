import { failure, type Result, success } from '../../model/result.ts';
import { compilePattern, type Pattern } from '../filter/compile-pattern.ts';
import { filterByName } from '../filter/filter-by-name.ts';
import { filterByTag, filterTags } from '../filter/filter-by-tag.ts';
import { pruneFrom } from '../filter/prune.ts';
import { showFrom } from '../filter/show-from.ts';
import { compileTagFilter, type TagTest } from '../filter/tag-filter.ts';
import type { Profile } from '../profile.ts';
import type { FilterName, ReportOptions } from './report-options.ts';

/** The filtered profile, and what pprof says on stderr about the filters. */
export type FilteredProfile = { readonly profile: Profile; readonly warnings: readonly string[] };

/**
 * Applies every filter of the options in pprof's order (internal/driver/driver_focus.go applyFocus).
 * Fails on an expression that is none.
 */
export function applyFilters(
  profile: Profile,
  options: ReportOptions,
  units: ReadonlyMap<string, string>,
): Result<FilteredProfile> {
  const patterns = compileAll(options);
  if (!patterns.ok) return patterns;
  const tags = compileTags(options, units);
  if (!tags.ok) return tags;
  const { focus, ignore, hide, show, show_from, prune_from, tagshow, taghide } = patterns.value;
  const named = filterByName(profile, { focus, ignore, hide, show });
  const from = showFrom(named.profile, show_from);
  const tagged = filterByTag(from.profile, tags.value.focus, tags.value.ignore);
  const shown = filterTags(tagged.profile, tagshow, taghide);
  const unmatched = [named, from, tagged, shown].flatMap((step) => step.unmatched);
  return success({
    profile: pruneFrom(shown.profile, prune_from),
    warnings: [
      ...tags.value.warnings,
      ...unmatched.map((name) => `${name} expression matched no samples`),
    ],
  });
}

type PatternName = Exclude<FilterName, 'tagfocus' | 'tagignore'>;

function compileAll(options: ReportOptions): Result<Record<PatternName, Pattern | null>> {
  const names: readonly PatternName[] = [
    'focus',
    'ignore',
    'hide',
    'show',
    'show_from',
    'prune_from',
    'tagshow',
    'taghide',
  ];
  const compiled = Object.fromEntries(names.map((name) => [name, null])) as Record<
    PatternName,
    Pattern | null
  >;
  for (const name of names) {
    if (options[name] === '') continue;
    const pattern = compilePattern(options[name]);
    if (!pattern.ok) return failure(`-${name}: ${pattern.reason}`);
    compiled[name] = pattern.value;
  }
  return success(compiled);
}

type CompiledTags = {
  readonly focus: TagTest | null;
  readonly ignore: TagTest | null;
  readonly warnings: readonly string[];
};

function compileTags(
  options: ReportOptions,
  units: ReadonlyMap<string, string>,
): Result<CompiledTags> {
  const tests: (TagTest | null)[] = [];
  const warnings: string[] = [];
  for (const name of ['tagfocus', 'tagignore'] as const) {
    const source = options[name];
    if (source === '') {
      tests.push(null);
      continue;
    }
    const filter = compileTagFilter(source, units);
    if (!filter.ok) return failure(`-${name}: ${filter.reason}`);
    tests.push(filter.value.test);
    if (!filter.value.isRange) continue;
    const range = source.slice(source.indexOf('=') + 1);
    warnings.push(`${name}:Interpreted '${range}' as range, not regexp`);
  }
  const [focus = null, ignore = null] = tests;
  return success({ focus, ignore, warnings });
}
