import {
  type Confidence,
  type Culprit,
  confidenceRank,
  type Diff,
  type Frame,
  type Waiting,
} from '../model/culprit.ts';
import { adoptOrphans, type Inferred } from './adopt-orphans.ts';
import { blamedCaller } from './blamed-caller.ts';
import { countTests, type TestCounts } from './count-tests.ts';
import { gatherFanOut } from './gather-fan-out.ts';
import { type Judgement, judgeGrowth } from './judge-growth.ts';
import { nextCaptures } from './next-captures.ts';
import { type Judged, qualifier } from './qualifier.ts';
import { findRetainers } from './retainers.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';

const mostCulprits = 10;

/** The culprits, best first, and what the best guess lacks where nobody can be accused. */
export type Naming = {
  readonly culprits: readonly Culprit[];
  readonly verdict: Confidence;
  readonly warnings: readonly string[];
  /** What would tell more; null: nothing is needed, or captures do not help. */
  readonly next: Diff['next'];
};

/**
 * Judges every site and names those whose growth sampling cannot explain. Ranked by confidence, then
 * by the lower bound of the growth.
 */
export function nameCulprits(
  all: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
  waitingOf: (growth: SiteGrowth) => Waiting | null,
): Naming {
  const { growths, inferred, keepers } = adoptOrphans(all, sites, framesOf);
  const tests = countTests(all.map(({ series }) => series));
  const qualify = qualifier(growths, all, { sites, framesOf, tests, inferred });
  const judge = (growth: SiteGrowth): Judged => {
    const alone = judgeGrowth(growth.series, tests);
    return qualify({ growth, judgement: atLeast(alone, inferred.get(growth.site)?.sure) });
  };
  const { judged, whole } = ranked(growths, judge, sites);
  judged.unshift(...gathered(judged, sites, framesOf, tests));
  const best = judged[0];
  const verdict = best?.judgement.confidence ?? 'not-enough-evidence';
  const accused =
    verdict === 'not-enough-evidence'
      ? bestGuess(judged, sites)
      : judged.filter((one) => isNamed(one) || one.judgement.suspect);
  const named = accused.slice(0, mostCulprits);
  const retainersOf = named.length > 0 ? findRetainers(all, sites, framesOf) : () => [];
  const culprits = named.map((one, index) => ({
    ...describe(one, sites, framesOf),
    ...inferredPart(one, inferred.get(one.growth.site)),
    waiting: waitingOf(one.growth),
    retainers:
      keepers.get(one.growth.site)?.map((site) => mayKeep(sites, site)) ??
      retainersOf(framesOf(one.growth.stack)),
    share: whole > 0 ? Math.min(1, one.judgement.growth / whole) : 0,
    confidence: confidenceAt(index, one.judgement),
    why: whyOf(index, one, inferred.get(one.growth.site)),
  }));
  if (best === undefined) return { verdict, culprits, warnings: [], next: null };
  const name = culprits[0]?.function ?? sites.site(best.growth.site)?.function ?? '';
  const warnings = [...copySentences(named, sites), ...missingSentences(best, name)];
  return { verdict, culprits, warnings, next: nextCaptures(best.growth.series, best.judgement) };
}

/**
 * The judged sites that anything can come of, best first: who may be named or guessed, and of all the others the best
 * one. A large program has 30,000 sites; what is judged of each would be megabytes. `whole`: the growth of all sites
 * that grew by more than their own error: noise has no share in a leak.
 */
function ranked(
  growths: readonly SiteGrowth[],
  judge: (growth: SiteGrowth) => Judged,
  sites: SiteTable,
): { readonly judged: Judged[]; readonly whole: number } {
  const order = (a: Judged, b: Judged) => rank(b) - rank(a) || weight(b, sites) - weight(a, sites);
  const kept: Judged[] = [];
  let whole = 0;
  let other: { readonly one: Judged; readonly at: number } | null = null;
  for (const growth of growths) {
    const one = judge(growth);
    const { suspect, hint, error, growth: grown } = one.judgement;
    if (grown > error) whole += grown;
    if (isNamed(one) || suspect || hint) kept.push(one);
    else if (other === null || order(one, other.one) < 0) other = { one, at: kept.length };
  }
  // Among equals the order is that of the sites.
  if (other !== null) kept.splice(other.at, 0, other.one);
  return { judged: kept.sort(order), whole };
}

/** What was beyond doubt does not become less so by what is inferred besides. */
function atLeast(judgement: Judgement, sure: Judgement | null | undefined): Judgement {
  if (sure === null || sure === undefined) return judgement;
  const lowerBound = Math.max(sure.lowerBound, judgement.lowerBound);
  return { ...sure, lowerBound, growth: judgement.growth, interval: judgement.interval };
}

/** No more than there is: what was taken in may have grown while the rest shrank. */
function inferredPart(
  { judgement: { growth } }: Judged,
  inferred: Inferred | undefined,
): Pick<Culprit, 'inferredGrowth'> {
  const part = Math.min(growth, inferred?.growth ?? 0);
  return part > 0 ? { inferredGrowth: part } : {};
}

function mayKeep(sites: SiteTable, site: number): Culprit['retainers'][number] {
  const why = 'the same server calls it, and what it allocates itself grows along (inferred)';
  return { function: sites.site(site)?.function ?? '', why };
}

/** Where growth fans out over many functions: who calls them all comes before them. */
function gathered(
  judged: readonly Judged[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
  tests: TestCounts,
): readonly Judged[] {
  const sure = judged.filter((one) => isNamed(one) && sites.isOwn(one.growth.site));
  const growth = gatherFanOut(
    sure.map((one) => one.growth),
    sites,
    framesOf,
  );
  if (growth === null) return [];
  const one = { growth, judgement: judgeGrowth(growth.series, tests), gathered: true as const };
  return isNamed(one) ? [one] : [];
}

/**
 * Where nobody can be accused: who grew most, though it speaks against a leak; else the function of the
 * application that grew most by its errors, if any rises.
 */
function bestGuess(judged: readonly Judged[], sites: SiteTable): readonly Judged[] {
  const [first] = judged;
  if (first?.judgement.suspect === true) return [first];
  const hints = judged.filter(
    ({ growth, judgement }) => judgement.hint && sites.isOwn(growth.site),
  );
  const errors = ({ judgement: { growth, error } }: Judged) => growth / error;
  return hints.sort((a, b) => errors(b) - errors(a)).slice(0, 1);
}

/** `likely` is for the first rank alone: of several that are merely likely the best is meant. */
function confidenceAt(index: number, { confidence }: Judgement): Confidence {
  return index > 0 && confidence === 'likely' ? 'not-enough-evidence' : confidence;
}

/** Why a culprit is as sure as it is. */
function whyOf(
  index: number,
  { growth, judgement }: Judged,
  inferred: Inferred | undefined,
): string {
  const { confidence, missing, slopeErrors } = judgement;
  if (confidence === 'confirmed') {
    const times = slopeErrors > 100 ? 'far beyond' : `${slopeErrors.toFixed(1)} times`;
    const rises = `it rises through ${growth.series.values.length} captures, its slope is ${times} its error`;
    return inferred === undefined ? rises : `${rises}; ${inferred.reason}`;
  }
  return index > 0 ? ['another grew more', ...missing].join('; ') : missing.join('; ');
}

function isNamed({ judgement }: Judged): boolean {
  return judgement.confidence !== 'not-enough-evidence';
}

/** A suspect takes the first rank from those who grew less: they are not the likely ones then. */
function rank({ judgement }: Judged): number {
  return confidenceRank[judgement.suspect ? 'likely' : judgement.confidence];
}

/** A library without a caller of the application is no answer that helps: so many times as much must speak for it. */
const libraryHandicap = 4;

/** What ranks among equals: the lower bound, since by the growth itself the noisiest would often come first. */
function weight({ growth, judgement: { lowerBound } }: Judged, sites: SiteTable): number {
  const isOwn = sites.isOwn(growth.site);
  return isOwn || lowerBound <= 0 ? lowerBound : lowerBound / libraryHandicap;
}

function describe(
  { growth, judgement, gathered: all }: Judged,
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): Omit<Culprit, 'share' | 'confidence' | 'why' | 'waiting' | 'retainers'> {
  const stack = framesOf(growth.stack);
  const callersOf = (id: number) => sites.callers(framesOf(id));
  const blamed =
    all === true ? null : blamedCaller(growth.buckets(), callersOf, (frame) => sites.name(frame));
  const frame = blamed ?? growth.frame;
  return {
    ...sites.describe(frame),
    file: frame.file,
    line: frame.line,
    growth: judgement.growth,
    growthInterval: judgement.interval,
    leaf: leafOf(stack, sites),
    stack,
  };
}

/** A goroutine's leaf is always runtime.gopark or its kin: what called into the runtime says more. */
function leafOf(stack: readonly Frame[], sites: SiteTable): string {
  const leaf = stack.find((frame) => sites.kind(frame) !== 'runtime') ?? stack[0];
  return leaf?.function ?? '';
}

/** The growth of a container is smaller than what `pprof -base` shows while a dead copy is around. */
function copySentences(named: readonly Judged[], sites: SiteTable): readonly string[] {
  return named
    .filter(({ growth, judgement }) => growth.deadCopies > judgement.growth / 100)
    .map(({ growth }) => {
      const size = `${(growth.deadCopies / 2 ** 20).toFixed(1)} MiB`;
      return `${sites.site(growth.site)?.function} grows by being copied: ${size} of copies that wait for the next collection are not counted as its growth`;
    });
}

function missingSentences({ judgement }: Judged, name: string): readonly string[] {
  if (judgement.missing.length === 0) return [];
  const wanted = judgement.confidence === 'likely' ? 'confirmed' : 'accused';
  return judgement.growth <= 0 && judgement.confidence === 'not-enough-evidence'
    ? ['nothing grew between the captures']
    : [`${name} is not ${wanted}: ${judgement.missing.join('; ')}`];
}
