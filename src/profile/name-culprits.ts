import type { Confidence, Culprit, Diff, Frame, Waiting } from '../model/culprit.ts';
import { adoptOrphans, type Inferred } from './adopt-orphans.ts';
import { besideHandedOn } from './beside-handed-on.ts';
import { blamedCaller } from './blamed-caller.ts';
import { countTests, type TestCounts } from './count-tests.ts';
import { foldSameName } from './fold-same-name.ts';
import { gatherFanOut } from './gather-fan-out.ts';
import { givesAway } from './gives-away.ts';
import { innermostOfLoop } from './innermost-of-loop.ts';
import { isCount } from './is-count.ts';
import { isNamed } from './is-named.ts';
import { type Judgement, judgeGrowth } from './judge-growth.ts';
import type { Judged } from './judged.ts';
import { isMadeForCaller } from './made-for-caller.ts';
import { nextCaptures } from './next-captures.ts';
import { qualifier } from './qualifier.ts';
import { rankGrowths } from './rank-growths.ts';
import { findRetainers, type Retention } from './retainers.ts';
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
 * Judges every site and names those whose growth sampling cannot explain.
 */
export function nameCulprits(
  all: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
  waitingOf: (growth: SiteGrowth) => Waiting | null,
): Naming {
  const { growths, inferred, keepers } = adoptOrphans(all, sites, framesOf);
  const tests = countTests(all);
  // Few sites are asked for it, and in most comparisons none.
  let retention: ReturnType<typeof findRetainers> | null = null;
  const retentions = new Map<SiteGrowth, Retention>();
  const retentionOf = (one: SiteGrowth) => {
    retention ??= findRetainers(all, sites, framesOf);
    const found = retentions.get(one) ?? retention(one);
    retentions.set(one, found);
    return found;
  };
  const retainersOf = (one: SiteGrowth) =>
    keepers.get(one.site)?.map((site) => mayKeep(sites, site)) ?? retentionOf(one).retainers;
  const qualify = qualifier(growths, all, { sites, framesOf, tests, inferred, retentionOf });
  const judge = (growth: SiteGrowth): Judged => {
    const alone = judgeGrowth(growth.series, tests);
    return qualify({ growth, judgement: atLeast(alone, inferred.get(growth.site)?.sure) });
  };
  const beside = (one: Judged, named: readonly Judged[]) =>
    besideHandedOn(one, named, { sites, framesOf, retentionOf });
  const { top, other, hint, sure, whole } = rankGrowths(
    growths,
    judge,
    sites,
    mostCulprits,
    beside,
  );
  const accused = [...gathered(sure, sites, framesOf, tests), ...top];
  const best = accused[0] ?? other ?? undefined;
  const verdict = best?.judgement.confidence ?? 'not-enough-evidence';
  const named =
    verdict === 'not-enough-evidence' ? bestGuess(best, hint) : accused.slice(0, mostCulprits);
  const described = named.map((one, index) => ({
    ...describe(one, sites, framesOf, retentionOf),
    ...inferredPart(one, inferred.get(one.growth.site)),
    waiting: waitingOf(one.growth),
    retainers: isCount(one.growth) ? [] : retainersOf(one.growth),
    share: whole > 0 ? Math.min(1, one.judgement.growth / whole) : 0,
    confidence: confidenceAt(index, one.judgement),
    why: whyOf(one, index > 0 ? named[0] : undefined, inferred.get(one.growth.site)),
  }));
  const culprits = foldSameName(described);
  if (best === undefined) return { verdict, culprits, warnings: [], next: null };
  const name = culprits[0]?.function ?? sites.site(best.growth.site)?.function ?? '';
  const warnings = [...copySentences(named, sites), ...missingSentences(best, name)];
  return { verdict, culprits, warnings, next: nextCaptures(best.growth.series, best.judgement) };
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
  sure: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
  tests: TestCounts,
): readonly Judged[] {
  const growth = gatherFanOut(sure, sites, framesOf);
  if (growth === null) return [];
  const one = { growth, judgement: judgeGrowth(growth.series, tests), gathered: true as const };
  return isNamed(one) ? [one] : [];
}

/**
 * Where nobody can be accused: who grew most, though it speaks against a leak; else the function of the
 * application that grew most by its errors, if any rises.
 */
function bestGuess(best: Judged | undefined, hint: Judged | null): readonly Judged[] {
  if (best?.judgement.suspect === true) return [best];
  return hint === null ? [] : [hint];
}

/** `likely` is for the first rank alone: of several that are merely likely the best is meant. */
function confidenceAt(index: number, { confidence }: Judgement): Confidence {
  return index > 0 && confidence === 'likely' ? 'not-enough-evidence' : confidence;
}

/** Why a culprit is as sure as it is. `first`: who comes before it. */
function whyOf(
  { growth, judgement }: Judged,
  first: Judged | undefined,
  inferred: Inferred | undefined,
): string {
  const { confidence, missing, slopeErrors } = judgement;
  if (confidence === 'confirmed') {
    const times = slopeErrors > 100 ? 'far beyond' : `${slopeErrors.toFixed(1)} times`;
    const rises = `it rises through ${growth.series.values.length} captures, its slope is ${times} its error`;
    return inferred === undefined ? rises : `${rises}; ${inferred.reason}`;
  }
  if (first === undefined) return missing.join('; ');
  const isLess = judgement.growth < first.judgement.growth;
  return [isLess ? 'another grew more' : 'another is more likely', ...missing].join('; ');
}

function describe(
  { growth, judgement, gathered: all }: Judged,
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
  retentionOf: (one: SiteGrowth) => Retention,
): Omit<Culprit, 'share' | 'confidence' | 'why' | 'waiting' | 'retainers'> {
  const stack = framesOf(growth.stack);
  const maker = sites.name(growth.frame);
  // What is given away is kept by who is seen to, or by a caller.
  const isGiven = all !== true && isMadeForCaller(growth, sites, framesOf);
  const keeper = isGiven ? retentionOf(growth).keeper : null;
  const keeps = (name: string) => {
    const { above, keepsItself } = retentionOf(growth);
    return name === maker ? keepsItself : above.includes(name);
  };
  const callersOf = (id: number) => sites.callersFrom(growth.site, framesOf(id));
  const blamed =
    all === true
      ? null
      : blamedCaller(growth.buckets(), callersOf, (frame) => sites.name(frame), {
          keeps,
          gives: (name) => (name === maker && isGiven) || givesAway(name),
        });
  const frame = keeper?.frame ?? blamed ?? innermostOfLoop(growth, sites, framesOf) ?? growth.frame;
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
