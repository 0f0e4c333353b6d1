import type { Diff } from '../model/culprit.ts';
import type { FigureName, Figures } from '../model/reading.ts';
import type { Rest, RestKind, RestPart } from '../model/rest.ts';

/** Below this part of the growth the culprit in the heap is not the answer, and the words say so. */
const mostOfIt = 0.5;
/** A part is worth a word from here on. */
const worthSaying = 0.1;

/** What the kernel counts, best first: the resident set, or what comes near it; its peak, where that is all. */
const totals: readonly FigureName[] = ['rss', 'workingSet', 'anon', 'peakRss'];

/**
 * Splits the growth of a process by Go's own accounting (runtime.MemStats):
 *
 *     rss = [ live | garbage | gaps in spans | freed spans that were kept | stacks | the runtime's own ] + rest
 *             diff   heapAlloc  heapInuse      heapIdle − heapReleased
 *
 * `before` and `after` are figures taken with the first and the last capture of the diff. What Go does not
 * hold is outside its heap: cgo, mmap, a library. A figure that is missing at either end leaves its
 * part in `unknown`. null: the growth is not known, or there is none.
 */
export function explainRest(before: Figures, after: Figures, diff: Counted): Rest | null {
  const change = (name: FigureName): number | null => {
    const [from, to] = [before[name], after[name]];
    return from === undefined || to === undefined ? null : to - from;
  };
  const total = totals.find((name) => change(name) !== null);
  const growth = total === undefined ? null : change(total);
  if (growth === null || growth <= 0) return null;
  const live = diff.unit === 'bytes' ? diff.growth : (change('heapLive') ?? 0);
  const ofPeak = total === 'peakRss';
  const known = goParts(live, change, ofPeak);
  const explained = Math.max(0, Math.min(1, live / growth));
  const parts = [...known, { kind: restKind(change), growth: growth - sumOf(known) }]
    .filter((part) => part.growth !== 0)
    .sort((a, b) => b.growth - a.growth);
  return {
    growth,
    explained,
    parts,
    sentence: inWords(ofPeak, growth, explained, parts),
  };
}

/** What the heap diff counts, and by how much it grew. */
type Counted = Pick<Diff, 'unit' | 'growth'>;

type Change = (name: FigureName) => number | null;

/** What Go itself can account for. */
function goParts(live: number, change: Change, ofPeak: boolean): readonly RestPart[] {
  const [alloc, inuse, idle] = [change('heapAlloc'), change('heapInuse'), change('heapIdle')];
  const [released, sys, heapSys] = [change('heapReleased'), change('sys'), change('heapSys')];
  const [stack, buckets] = [change('stackInuse'), change('buckHashSys')];
  const part = (kind: RestKind, growth: number | null): readonly RestPart[] =>
    growth === null ? [] : [{ kind, growth }];
  const minus = (a: number | null, ...others: readonly (number | null)[]) =>
    others.reduce<number | null>(
      (sum, one) => (sum === null || one === null ? null : sum - one),
      a,
    );
  return [
    { kind: 'heap', growth: live },
    ...part('garbage', minus(alloc, live)),
    // Without heapAlloc garbage and gaps cannot be told apart.
    ...part('fragmentation', alloc === null ? minus(inuse, live) : minus(inuse, alloc)),
    // Go may have given back since what it held at the peak: all that it ever asked for is its part of that.
    ...part('not-returned', ofPeak ? idle : minus(idle, released)),
    ...part('stack', stack),
    ...part('profiler-buckets', buckets),
    // heapSys is heapInuse and heapIdle; stacks are counted apart from it.
    ...part('runtime', minus(sys, heapSys, stack, buckets)),
  ];
}

/** Only where Go has told all that it holds is the rest known to be outside. */
function restKind(change: Change): RestKind {
  const needed: readonly FigureName[] = ['heapInuse', 'heapIdle', 'heapReleased', 'sys', 'heapSys'];
  return needed.every((name) => change(name) !== null) ? 'off-heap' : 'unknown';
}

/** What a part is called, and what there is to know of one that grew. */
const words: Readonly<Record<RestKind, readonly [name: string, note?: string]>> = {
  heap: ['live objects'],
  garbage: ['garbage', 'not collected yet'],
  fragmentation: ['gaps between objects', 'fragmentation'],
  'not-returned': ['freed memory', 'Go has not given it back yet'],
  stack: ['stacks of goroutines', 'the goroutine profile shows whose'],
  'profiler-buckets': ['the tables of the profiler itself'],
  runtime: ["the runtime's own structures"],
  'off-heap': ['memory outside the Go heap', 'cgo, mmap or a library, where no heap profile looks'],
  unknown: ['something else', 'without runtime.MemStats it cannot be told what'],
};

/** `stacks of goroutines by 64.0 MiB (the goroutine profile shows whose)` */
function grownText({ kind, growth }: RestPart, ofPeak: boolean): string {
  const [name, note] = words[kind];
  const told = ofPeak && kind === 'not-returned' ? 'the peak still counts it' : note;
  return `${name} by ${sizeText(growth)}${told === undefined ? '' : ` (${told})`}`;
}

/** In short sentences: by how much it grew, how much of that the profiles show, and if not all what else grew or shrank. */
function inWords(
  ofPeak: boolean,
  growth: number,
  explained: number,
  parts: readonly RestPart[],
): string {
  const grown = parts
    .filter(({ kind, growth: own }) => kind !== 'heap' && own >= worthSaying * growth)
    .map((part) => grownText(part, ofPeak));
  // Else what grew would add up to more than the whole.
  const fallen = parts
    .filter((part) => part.growth <= -worthSaying * growth)
    .map((part) => `${words[part.kind][0]} by ${sizeText(-part.growth)}`);
  const isElsewhere = explained < mostOfIt && parts[0]?.kind !== 'heap';
  const head = [
    `${ofPeak ? 'The peak of the process' : 'The process'} grew by ${sizeText(growth)}.`,
    `The heap profiles explain ${shownText(explained, parts)}.`,
  ];
  // What else came and went is no answer where the heap is the whole of it.
  const live = parts.find(({ kind }) => kind === 'heap')?.growth ?? 0;
  if (Math.abs(live - growth) <= worthSaying * growth) return head.join(' ');
  return [
    ...head,
    ...(grown.length === 0 ? [] : [`What grew beside: ${listed(grown)}.`]),
    ...(fallen.length === 0 ? [] : [`What shrank: ${listed(fallen)}.`]),
    ...(isElsewhere ? ['So most of the growth is not in the heap profiles.'] : []),
  ].join(' ');
}

/** How much of it the profiles show. */
function shownText(explained: number, parts: readonly RestPart[]): string {
  const live = parts.find(({ kind }) => kind === 'heap')?.growth ?? 0;
  if (live <= 0) return 'none of that';
  const percent = Math.round(100 * explained);
  return percent === 100 ? 'all of that' : `${sizeText(live)} of that (${percent} %)`;
}

/** `a, b and c`. */
function listed(items: readonly string[]): string {
  const last = items.at(-1) ?? '';
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

function sumOf(parts: readonly RestPart[]): number {
  return parts.reduce((sum, part) => sum + part.growth, 0);
}

/** As the figures beside it have it: `46.2 MiB`, `2.4 GiB`. */
function sizeText(bytes: number): string {
  return Math.abs(bytes) >= 2 ** 30
    ? `${(bytes / 2 ** 30).toFixed(1)} GiB`
    : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
