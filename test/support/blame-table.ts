import { decodeProfile } from '../../src/profile/decode-profile.ts';
import type { CaptureBytes } from '../../src/profile/diff-captures.ts';
import { flatCum } from '../../src/profile/flat-cum.ts';
import { shownName } from '../../src/profile/function-name.ts';
import { subtractProfiles } from '../../src/profile/subtract-profiles.ts';
import { topRows } from '../../src/profile/top-table.ts';
import { diffOfCase, type LeakCase } from './leak-cases.ts';

/** What was said of one case: by this project, and by the first row of `go tool pprof -top -base`. */
export type Blame = {
  readonly one: LeakCase;
  readonly named: string;
  readonly confidence: string;
  readonly pprof: string;
};

/** Who is blamed for a case by its captures, oldest first. */
export function blameOf(one: LeakCase, captures: readonly CaptureBytes[]): Blame {
  const { culprits } = diffOfCase(one, captures);
  const [first] = culprits;
  return {
    one,
    named: first?.function ?? '',
    confidence: first?.confidence ?? '',
    pprof: firstRow(captures[0]?.bytes, captures.at(-1)?.bytes),
  };
}

/** The table of all cases, and how often either was right where somebody leaks. */
export function blameTable(all: readonly Blame[]): string {
  const rows = all.map(({ one, named, confidence, pprof }) =>
    [
      `${one.case} (${one.in}${one.unforced === true ? ', unforced' : ''})`.padEnd(26),
      (one.culprit ?? '(nobody)').replace('targets/leaks/', '').padEnd(30),
      (named === '' ? '(nobody)' : named.replace('targets/leaks/', '')).padEnd(30),
      confidence.padEnd(20),
      pprof.replace('targets/leaks/', ''),
    ].join(' '),
  );
  const leaks = all.filter(({ one }) => one.culprit !== null);
  const harmless = all.filter(({ one }) => one.culprit === null);
  const right = (of: (blame: Blame) => string) =>
    `${leaks.filter((blame) => of(blame) === blame.one.culprit).length} of ${leaks.length}`;
  const confirmed = (blames: readonly Blame[]) =>
    blames.filter(({ confidence }) => confidence === 'confirmed').length;
  const head = [
    'case'.padEnd(26),
    'truth'.padEnd(30),
    'named first'.padEnd(30),
    'confidence'.padEnd(20),
    'pprof -top -base',
  ];
  return [
    head.join(' '),
    ...rows,
    `right first: ${right(({ named }) => named)}, pprof's first row: ${right(({ pprof }) => pprof)}`,
    `confirmed: ${confirmed(leaks)} of ${leaks.length} leaks, ${confirmed(harmless)} of ${harmless.length} harmless`,
  ].join('\n');
}

/** The first row of pprof's table, closures under their function as in the truth. */
function firstRow(
  base: Uint8Array = new Uint8Array(),
  current: Uint8Array = new Uint8Array(),
): string {
  const [before, after] = [decodeProfile(base), decodeProfile(current)];
  const change = before.ok && after.ok ? subtractProfiles(before.value, after.value) : null;
  if (change === null || !change.ok) return '';
  const { groups, flat, cum } = flatCum(change.value, change.value.sampleTypes.length - 1);
  return shownName(topRows(flat, cum, groups.name, 1)[0]?.function ?? '');
}
