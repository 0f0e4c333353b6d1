import type { Gate } from '../model/verdict.ts';

/** What a gate asks, in words. */
export type GateWords = {
  readonly title: string;
  readonly asks: string;
  /** Its number must not exceed what it needs; else it must reach it. */
  readonly most?: true;
  /** Why it passes where its number does not. */
  readonly orElse?: string;
};

/**
 * The gates of gates.ts, and what other parts of the verdict put beside them. One that is not here is
 * shown by its own name.
 */
const known: Readonly<Record<string, GateWords>> = {
  significance: { title: 'Significance', asks: 'the rise is no accident: Mann-Kendall z' },
  monotony: { title: 'Monotony', asks: 'it keeps rising: Kendall’s tau' },
  precision: { title: 'Precision', asks: 'the slope is known: lower end of its interval over it' },
  duration: { title: 'Duration', asks: 'it has gone on for long enough' },
  coverage: { title: 'Coverage', asks: 'few readings are missing: share that is there' },
  collections: {
    title: 'Collections',
    asks: 'it outlasts the collector’s own rhythm',
    orElse: 'whole ones came before',
  },
  evenness: { title: 'Evenness', asks: 'it rises in most parts of the window: share of blocks' },
  largestStep: {
    title: 'Largest step',
    asks: 'no single step made it: share of the rise',
    most: true,
  },
  lineOverSteps: {
    title: 'Line over steps',
    asks: 'a line explains it better than steps',
    most: true,
  },
  steadiness: {
    title: 'Steadiness',
    asks: 'it does not level off: slope of the end over the start',
    orElse: 'it levels off beyond the limit',
  },
  straightness: {
    title: 'Straightness',
    asks: 'it is no start-up curve: the same ratio',
    most: true,
  },
  overWalk: { title: 'Over a random walk', asks: 'a walk without aim would not have come so far' },
  load: {
    title: 'Load',
    asks: 'the traffic does not explain it: its rise over the memory’s',
    most: true,
  },
  growth: { title: 'Growth', asks: 'it is worth an alert' },
  dailyGrowth: { title: 'Growth a day', asks: 'it is worth an alert within a day' },
  precedent: { title: 'New ground', asks: 'above all that was held before' },
  swing: {
    title: 'Over its swings',
    asks: 'larger than rises that were taken back',
    orElse: 'it went on over days',
  },
  daySwing: { title: 'Over a day’s swing', asks: 'larger than a day’s traffic would bring' },
  outlook: {
    title: 'Outlook',
    asks: 'the limit is near enough for a forecast',
    most: true,
    orElse: 'it has doubled',
  },
  horizon: { title: 'Horizon', asks: 'the limit is reached within the rule’s time', most: true },
  teeth: { title: 'Teeth', asks: 'ramps that were cut and went on' },
  versionBefore: {
    title: 'Version before',
    asks: 'it grew far less: its slope over this one’s',
    most: true,
  },
  replicas: { title: 'Replicas', asks: 'replicas in which it rises' },
};

/** What a gate asks, by its name. */
export function gateWords(name: string): GateWords {
  return Object.hasOwn(known, name) && known[name] !== undefined
    ? known[name]
    : { title: name, asks: '' };
}

/** Which way a gate's number must lie of what it needs. */
export function gateBound(name: string): '≤' | '≥' {
  return gateWords(name).most === true ? '≤' : '≥';
}

/** Why a gate passed that its number does not reach; '' where the number says it all. */
export function passedOtherwise(name: string, { value, needs, passed }: Gate): string {
  const { most, orElse = '' } = gateWords(name);
  const reached = most === true ? value <= needs : value >= needs;
  return passed && !reached ? orElse : '';
}
