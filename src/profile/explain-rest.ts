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

const words: Readonly<Record<RestKind, string>> = {
  heap: 'live objects',
  garbage: 'garbage that is not collected yet',
  fragmentation: 'gaps between objects (fragmentation)',
  'not-returned': 'freed memory that Go has not given back yet',
  stack: 'stacks of goroutines: look at the goroutine profile',
  'profiler-buckets': 'the tables of the profiler itself',
  runtime: "the runtime's own structures",
  'off-heap': 'outside the Go heap (cgo, mmap or a library), where no heap profile looks',
  unknown: 'elsewhere: without runtime.MemStats it cannot be told where',
};

function inWords(
  ofPeak: boolean,
  growth: number,
  explained: number,
  parts: readonly RestPart[],
): string {
  const heap = parts.find(({ kind }) => kind === 'heap')?.growth ?? 0;
  const part = heap > 0 ? `${sizeText(heap)} (${Math.round(100 * explained)} %)` : 'nothing';
  const what = ofPeak ? 'The peak of the process' : 'The process';
  const head = `${what} grew by ${sizeText(growth)}, of which the heap diff explains ${part}.`;
  const rest = parts.filter((part) => part.kind !== 'heap' && part.growth >= worthSaying * growth);
  const wordsOf = (kind: RestKind) =>
    ofPeak && kind === 'not-returned' ? 'freed since, which the peak still counts' : words[kind];
  const told = rest.map((part) => `${sizeText(part.growth)} ${wordsOf(part.kind)}`);
  // Else what grew would add up to more than the whole.
  const fallen = parts.filter((part) => part.growth <= -worthSaying * growth);
  told.push(...fallen.map((part) => `less ${sizeText(-part.growth)} ${briefly(part.kind)}`));
  const where = told.length === 0 ? '' : ` The rest: ${told.join('; ')}.`;
  const largest = parts[0]?.kind ?? 'heap';
  const verdict =
    explained < mostOfIt && largest !== 'heap'
      ? ' Most of the growth is not in what this profile counts.'
      : '';
  return `${head}${where}${verdict}`;
}

/** The words without the advice. */
function briefly(kind: RestKind): string {
  return words[kind].replace(/( that |[:(,]).*$/, '').trim();
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
