import { neverSeconds } from '../model/never-seconds.ts';
import type { LifeEnd } from '../model/reading.ts';
import type { LeakKind, SteadyShape, Verdict } from '../model/verdict.ts';
import { constants } from './constants.ts';
import { bytesText, digits, durationText, grouped } from './format.ts';
import { gateUnit } from './gate-unit.ts';
import { gateBound, gateWords } from './gate-words.ts';
import type { Ruling } from './gates.ts';
import { isHarmless } from './leak-kind.ts';
import type { NextEnd } from './next-end.ts';
import type { Sawtooth } from './sawtooth.ts';
import { isCount, type SeriesName } from './series.ts';
import type { Stitched } from './stitched.ts';
import type { WindowFigures } from './window-figures.ts';

/** What a sentence is about. */
export type Subject = {
  readonly name: SeriesName;
  readonly ruling: Ruling | null;
  readonly kind: LeakKind | null;
  readonly verdict: Omit<Verdict, 'explanation'>;
};

/** What a verdict says in words: all of it, and without the forecast, which is old news a moment later. */
export type Said = Required<Pick<Verdict, 'explanation' | 'finding'>>;

/** A leak: how much in what time, how sure of its form, how long is left. */
export function explainLeak(subject: Subject, timeScale: number): Said {
  const { ruling, kind } = subject;
  if (ruling === null) return { explanation: '', finding: '' };
  const { figures } = ruling;
  const blocks = constants.blocks.count - 1;
  const form =
    `rising in ${Math.round(figures.rising * blocks)} of ${blocks} steps between blocks, ` +
    `late over early growth ${digits(figures.steadiness)}, z ${digits(figures.z)}`;
  const what = kind === null || kind === 'unknown' ? 'leak' : `${kind} leak`;
  const why = whyKind(subject);
  const because = why === null ? '' : ` ${capital(why)}.`;
  const finding = `${capital(what)}: ${growthText(subject, timeScale)}; ${form}.${because}`;
  return { explanation: `${finding}${limitSentence(subject)}`, finding };
}

/** A rise that is no alarm: what it may be, and what is missing. */
export function explainRise(subject: Subject, shape: SteadyShape, timeScale: number): string {
  const missing = Object.entries(subject.ruling?.evidence ?? {})
    .filter(([, gate]) => !gate.passed)
    .map(([name, { value, needs }]) => {
      const [has, wanted] = [value, needs].map((one) => gateText(name, one, subject, timeScale));
      return `${gateWords(name).title.toLowerCase()} ${has}, needs ${gateBound(name)} ${wanted}`;
    });
  const looks = { load: 'it follows the traffic', 'warm-up': 'it may be a warm-up' };
  const harmless = subject.kind !== null && isHarmless(subject.kind);
  const why = shape === 'load' || shape === 'warm-up' ? looks[shape] : 'no leak is proved';
  const what = (harmless ? whyKind(subject) : null) ?? why;
  const listed = missing.length === 0 ? '' : ` (${missing.join('; ')})`;
  return `Rising: ${growthText(subject, timeScale)}; ${what}${listed}.`;
}

function gateText(gate: string, value: number, { name }: Subject, timeScale: number): string {
  if (!Number.isFinite(value)) return 'none';
  switch (gateUnit(gate)) {
    case 'level':
      return valueText(name, value);
    case 'minutes':
      return durationText((value * constants.baseWidthMs) / timeScale);
    case 'number':
      return digits(value);
  }
}

/** Why this kind: what grew beside the series; null where the series itself says it. */
function whyKind({ name, kind }: Subject): string | null {
  return kind === null || ownKind[name] === kind ? null : whys[kind];
}

const ownKind: Readonly<Partial<Record<SeriesName, LeakKind>>> = {
  heapLive: 'heap',
  heapUsed: 'heap',
  heapInuse: 'heap',
  goroutines: 'goroutine',
  threads: 'thread',
  openFds: 'descriptor',
  offHeap: 'off-heap',
};

const whys: Readonly<Record<LeakKind, string | null>> = {
  heap: 'the heap makes up most of it',
  goroutine: 'goroutines multiply along',
  thread: 'threads multiply along',
  descriptor: 'open files multiply along, and nothing else explains it',
  stack: 'stacks make up most of it',
  'off-heap': 'it lies outside the heap, where no heap profile shows it',
  'profiler-buckets': "it is the heap profiler's own table of stacks, which no diff shows",
  fragmentation: 'it is room in the heap that its objects do not fill, no leak',
  'not-returned': 'it was given to the heap, which has emptied it and not returned it, no leak',
  'page-cache': 'it is page cache, which the kernel takes back, no leak',
  unknown: null,
};

/** Nothing to see, in one line. */
export function explainSteady({ name, verdict }: Subject, shape: SteadyShape): string {
  const level = valueText(name, verdict.floor ?? 0);
  return `${capital(titles[name])} is steady (${shape}), its floor at ${level}.`;
}

/** Teeth: how many, how they ended, when the next one is due. */
export function explainSawtooth(
  teeth: Sawtooth,
  { leftMs, interval }: NextEnd,
  rising: Subject | null,
  timeScale: number,
): Said {
  const count = teeth.teeth.length;
  const peaks = teeth.teeth.map(({ life }) => life.peakValue);
  const name = teeth.teeth[0]?.signal ?? 'value';
  const [soonest, latest] = interval.map(durationText);
  const next =
    leftMs > 0
      ? `by how long they lasted the next end is due in ${durationText(leftMs)} (80 %: ${soonest} to ${latest})`
      : 'by how long they lasted the next end is due now';
  const now = rising === null ? '' : ` Now ${growthText(rising, timeScale)}.`;
  const past =
    `Sawtooth: ${count} lives rose to ${valueText(name, Math.min(...peaks))} or more and ended ` +
    `(${causesText(teeth)}) after ${durationText(teeth.periodMs)} at the median`;
  const ahead = `${past}; ${next}.${now}${rising === null ? '' : limitSentence(rising)}`;
  return { explanation: ahead, finding: `${past}.` };
}

/** A leak that the memory limit hides: how the collector's room has gone. */
export function explainMasked({ start, end }: WindowFigures): string {
  const [before, now] = [start, end].map((share) => `${Math.round(100 * share)} %`);
  return (
    `Collections leave ${now} of the size at which the next one starts, ${before} before: the heap may not grow any ` +
    'more, so ever more of the CPU goes to collections.'
  );
}

/** A leak that deploys hide. */
export function explainStitched({ lives, dailyGrowth }: Stitched, name: SeriesName): string {
  const growth = valueText(name, dailyGrowth);
  return `Leak masked by restarts: ${capital(titles[name])} grows ${growth} a day in ${lives.length} lives that were cut before it showed.`;
}

const titles: Readonly<Record<SeriesName, string>> = {
  value: 'the value',
  heapLive: 'live heap',
  heapUsed: 'used heap',
  heapInuse: 'heap in use',
  anon: 'anonymous memory',
  rss: 'resident memory',
  workingSet: 'the working set',
  stackInuse: 'stack memory',
  offHeap: 'memory outside the heap',
  goroutines: 'the number of goroutines',
  threads: 'the number of threads',
  openFds: 'the number of open files',
  notReturned: 'memory not returned to the system',
  fragmentation: 'unused memory in heap spans',
  profilerBuckets: "the profiler's own memory",
  pageCache: 'the page cache',
  goalUse: "the share of the collector's goal that is live",
};

function growthText({ name, ruling, verdict }: Subject, timeScale: number): string {
  const figures = ruling?.figures;
  if (figures === undefined) return titles[name];
  const tookMs = ((figures.endAt - figures.startAt) * constants.baseWidthMs) / timeScale;
  const rate = verdict.leakRatePerSecond ?? 0;
  const period = periodOf(name, rate);
  const [low, high] = (verdict.leakRateInterval ?? [0, 0]).map((perSecond) =>
    valueText(name, perSecond * period.seconds),
  );
  return (
    `${titles[name]} ${valueText(name, figures.start)} → ${valueText(name, figures.end)} in ` +
    `${durationText(tookMs)}, +${valueText(name, rate * period.seconds)}/${period.name}` +
    // `+601/s (80 %: 601 to 601)` says no more than `+601/s`.
    (low === high ? '' : ` (80 %: ${low} to ${high})`)
  );
}

const periods = [
  { seconds: 1, name: 's' },
  { seconds: 60, name: 'min' },
  { seconds: 3600, name: 'h' },
] as const;
const day = { seconds: 86_400, name: 'day' } as const;

/** The shortest period in which the growth amounts to something, as the views have it too. */
function periodOf(name: SeriesName, perSecond: number): { seconds: number; name: string } {
  const enough = isCount(name) ? 1 : 1024 * 1024;
  return periods.find(({ seconds }) => perSecond * seconds >= enough) ?? day;
}

function limitSentence({ name, verdict }: Subject): string {
  const { limitBytes, timeToLimitSeconds, timeToLimitInterval } = verdict;
  if (limitBytes === null || timeToLimitSeconds === null) return '';
  const limit = valueText(name, limitBytes);
  // `in 0 s` is what durationText would make of it.
  if (timeToLimitSeconds < 0.5) return ` The limit of ${limit} is reached.`;
  const [low, high] = timeToLimitInterval ?? [0, 0];
  const soonest = durationText(low * 1000);
  const bounds =
    high >= neverSeconds ? `${soonest} or longer` : `${soonest} to ${durationText(high * 1000)}`;
  return ` The limit of ${limit} is reached in ${durationText(timeToLimitSeconds * 1000)} (${bounds}).`;
}

function causesText({ teeth }: Sawtooth): string {
  const counts = new Map<LifeEnd, number>();
  for (const { life } of teeth) {
    const cause = life.cause ?? 'unknown';
    counts.set(cause, (counts.get(cause) ?? 0) + 1);
  }
  return [...counts].map(([cause, count]) => `${count} ${endings[cause]}`).join(', ');
}

/** Behind how many ended so. */
const endings: Readonly<Record<LifeEnd, string>> = {
  oom: 'for want of memory',
  crash: 'in a crash',
  deploy: 'for another version',
  unknown: 'for no known cause',
};

/** A bare value may be anything, so it stays a number. */
function valueText(name: SeriesName, value: number): string {
  return name === 'value' || isCount(name) ? grouped(digits(value)) : bytesText(value);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
