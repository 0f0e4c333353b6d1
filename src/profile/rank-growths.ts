import { confidenceRank } from '../model/culprit.ts';
import { FloatList } from './growing-array.ts';
import { growthOf } from './growth-trend.ts';
import { isNamed } from './is-named.ts';
import { type Judged, likely } from './judged.ts';
import { libraryOf } from './library-of.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';
import { unnamed } from './unnamed.ts';

/** Growths of sites by what somebody may be told of them, each list best first; among equals in the order of the sites. */
export type Ranking = {
  /** Who is accused or suspected, as many as were asked for. */
  readonly top: readonly Judged[];
  /** The best of those who are neither; null: there is none. */
  readonly other: Judged | null;
  /** Of those the function of the application that grew most by its errors, if any rises. */
  readonly hint: Judged | null;
  /** The functions of the application that are accused, all of them. */
  readonly sure: readonly SiteGrowth[];
  /** The growth of all sites that grew by more than their own error: noise has no share in a leak. */
  readonly whole: number;
};

/**
 * Judges the growth of every site. Ranked by confidence, then by the lower bound of the growth. A large program has
 * 30,000 sites, and what is judged of each would be megabytes, so only what may be told is kept: the first `most`.
 * `besideOthers`: what is thought of one when the others that may be told are known.
 */
export function rankGrowths(
  growths: readonly SiteGrowth[],
  judge: (growth: SiteGrowth) => Judged,
  sites: SiteTable,
  most: number,
  besideOthers: (one: Judged, top: readonly Judged[]) => Judged,
): Ranking {
  const order = (a: Judged, b: Judged) => rank(b) - rank(a) || weight(b, sites) - weight(a, sites);
  const top: Judged[] = [];
  const others = new Others(order);
  const sure: SiteGrowth[] = [];
  const [ranks, weights] = [new FloatList(), new FloatList()];
  const risen = new Risen();
  for (const growth of growths) {
    const one = judge(growth);
    const { error, growth: grown, suspect } = one.judgement;
    const isOwn = sites.isOwn(growth.site);
    if (grown > error) risen.note(growth, isOwn);
    if (isNamed(one) || suspect) insert(top, one, order, most);
    else others.note(one, isOwn);
    if (!isNamed(one) || !isOwn) continue;
    sure.push(growth);
    ranks.push(rank(one));
    weights.push(weight(one, sites));
  }
  const places = Int32Array.from(sure.keys()).sort(
    (a, b) => ranks.at(b) - ranks.at(a) || weights.at(b) - weights.at(a) || a - b,
  );
  const { best, hint } = others;
  const isMinor = (one: Judged) => isMinorLibrary(one, risen, sites);
  const minor = top.find(isMinor);
  const shown = top
    .filter((one) => !isMinor(one))
    .map((one) => (isScrap(one, risen) ? likely(one, 'it is a small part of the growth') : one));
  return {
    top: shown.map((one) => besideOthers(one, shown)).sort(order),
    other: minor === undefined ? best : withoutName(minor),
    hint,
    whole: risen.whole,
    sure: Array.from(places, (i) => sure[i] as SiteGrowth),
  };
}

/** The part of the growth that a library's function must explain to be named, or all functions of that library. */
const leastOfFunction = 0.25;
const leastOfLibrary = 0.8;

/** Who grows by less than this part of the whole may leak, but is not the leak that is looked for. */
const leastOfConfirmed = 0.05;

function isScrap({ judgement }: Judged, { whole }: Risen): boolean {
  return judgement.confidence === 'confirmed' && judgement.growth < leastOfConfirmed * whole;
}

/**
 * A library's function without a caller, and a small part of the growth: to name it explains nothing. But a connection
 * may run in ten goroutines of ten functions of one library, and each of them says which.
 */
function isMinorLibrary(one: Judged, risen: Risen, sites: SiteTable): boolean {
  const { growth, judgement } = one;
  return (
    !sites.isOwn(growth.site) &&
    isNamed(one) &&
    judgement.growth < leastOfFunction * risen.whole &&
    risen.inLibraryOf(growth) < leastOfLibrary * risen.whole
  );
}

/** What grew by more than its own error: by how much altogether, and in the library of a function. */
class Risen {
  whole = 0;
  readonly #foreign: SiteGrowth[] = [];
  #byLibrary: Map<string, number> | null = null;

  note(growth: SiteGrowth, isOwn: boolean): void {
    this.whole += growthOf(growth.series);
    if (!isOwn) this.#foreign.push(growth);
  }

  /** Of what is not the application's; few are asked for it. */
  inLibraryOf({ frame }: SiteGrowth): number {
    this.#byLibrary ??= this.#sums();
    return this.#byLibrary.get(libraryOf(frame)) ?? 0;
  }

  #sums(): Map<string, number> {
    const sums = new Map<string, number>();
    for (const { frame, series } of this.#foreign) {
      const library = libraryOf(frame);
      sums.set(library, (sums.get(library) ?? 0) + growthOf(series));
    }
    return sums;
  }
}

function withoutName(one: Judged): Judged {
  const reason = 'it is a small part of the growth, and its caller is not known';
  return { ...one, judgement: unnamed(one.judgement, reason) };
}

/** The best of those who are neither accused nor suspected, and the best hint among them. */
class Others {
  best: Judged | null = null;
  hint: Judged | null = null;
  readonly #order: (a: Judged, b: Judged) => number;

  constructor(order: (a: Judged, b: Judged) => number) {
    this.#order = order;
  }

  note(one: Judged, isOwn: boolean): void {
    if (this.best === null || this.#order(one, this.best) < 0) this.best = one;
    if (!isOwn || !one.judgement.hint) return;
    if (this.hint === null || this.#byErrors(one, this.hint) < 0) this.hint = one;
  }

  #byErrors(a: Judged, b: Judged): number {
    const errors = ({ judgement: { growth, error } }: Judged) => growth / error;
    return errors(b) - errors(a) || this.#order(a, b);
  }
}

/** Puts one into a sorted list of at most so many, after its equals. */
function insert(
  top: Judged[],
  one: Judged,
  order: (a: Judged, b: Judged) => number,
  most: number,
): void {
  const at = top.findIndex((there) => order(one, there) < 0);
  if (at < 0) top.push(one);
  else top.splice(at, 0, one);
  if (top.length > most) top.pop();
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
