import type { Capture, ProfileKind } from '../model/capture.ts';
import type { Diff } from '../model/culprit.ts';
import type { Figures } from '../model/reading.ts';
import type { Start } from '../model/same-start.ts';
import type { Health, Target } from '../model/target.ts';
import type { Timeline } from '../model/timeline.ts';
import type { SignalHistory } from './signal-history.ts';

/** A capture that is to be stored. */
export type Coming = Pick<Capture, 'kind' | 'atMs' | 'lifeStartAtMs' | 'bytes'>;

/** What the engine knows of one target. The engine's own, and the only place that changes it. */
export type TargetState = {
  target: Target;
  health: Health;
  lastError: string | null;
  /** How often in a row its own page gave nothing. */
  pageFaults: number;
  lastScrapeAtMs: number | null;
  /** null while it is not down. */
  downSinceMs: number | null;
  firstSeenAtMs: number | null;
  /** The present life's start; captures of another life are never compared with its own. */
  lifeStartAtMs: number | null;
  /** When its process began, as the newest reading says; a clock that is set moves it, and not the life's. */
  start: Start | null;
  /** The start of the life whose end was told before the next one began. */
  endedLifeMs: number | null;
  /** Captures of the present life, oldest first. */
  captures: Capture[];
  /** The life whose earlier captures have been looked for in the store; null: none yet. */
  recalledLifeAtMs: number | null;
  /** Kinds of which captures of the present life's past were taken from a store that keeps it. */
  readonly pastTaken: Set<ProfileKind>;
  /** What the captures of the present life said so far, by sample type. */
  diffs: { readonly diff: Diff; readonly captures: readonly Capture[] }[];
  baselines: number;
  /** What a process before this one put on record of it; null: nothing. */
  recorded: Timeline | null;
  /** What views show of it over all lives; null: nothing, as of most targets of a large fleet. */
  history: SignalHistory | null;
  /** What the newest reading said, and what was known when each capture of the present life was taken. */
  figures: Figures;
  limitBytes: number | null;
  readonly figuresAt: Map<string, Figures>;
  /** Whether the target answers with the goroutines that can never go on; false: it has refused in this life. */
  tellsLeaked: boolean;
  capturing: boolean;
  /** Whether what is under way is the recorder's. */
  recording: boolean;
  /** A capture that was asked for while the recorder's was under way; it comes next. */
  waiting: (() => void) | null;
  /** Ends the wait for the next scrape: the process behind the target is another one. */
  wake: () => void;
  /** On a full disk: gives up what of the recorder's ring is needed least, for what comes. Whether anything went. */
  makeRoom: (coming: Coming) => Promise<boolean>;
  lastCaptureAtMs: number | null;
  /** How much memory a capture takes of the target, of all its lives; null: none was measured. */
  captureCostBytes: number | null;
  /** Captures that failed in a row: each doubles the pause before the next try. */
  captureFailures: number;
  /** Captures that this process has stored of it, of all its lives. */
  stored: number;
};

/** A target that nothing is known of yet. */
export function newTargetState(target: Target): TargetState {
  return {
    target,
    health: 'unknown',
    lastError: null,
    pageFaults: 0,
    lastScrapeAtMs: null,
    downSinceMs: null,
    firstSeenAtMs: null,
    lifeStartAtMs: null,
    start: null,
    captures: [],
    recalledLifeAtMs: null,
    pastTaken: new Set(),
    diffs: [],
    baselines: 0,
    recorded: null,
    history: null,
    figures: {},
    limitBytes: null,
    endedLifeMs: null,
    figuresAt: new Map(),
    tellsLeaked: true,
    capturing: false,
    recording: false,
    waiting: null,
    wake: () => undefined,
    makeRoom: async () => false,
    lastCaptureAtMs: null,
    captureCostBytes: null,
    captureFailures: 0,
    stored: 0,
  };
}

/** What was captured of a life that is over. */
export type EndedLife = {
  readonly startAtMs: number;
  readonly captures: readonly Capture[];
  readonly figuresAt: ReadonlyMap<string, Figures>;
};

/** What the present life leaves; null before the first one. */
export function leaveLife(state: TargetState): EndedLife | null {
  if (state.lifeStartAtMs === null) return null;
  const { lifeStartAtMs: startAtMs, captures, figuresAt } = state;
  return { startAtMs, captures, figuresAt: new Map(figuresAt) };
}

/** Begins a new life: what belonged to the old one stays in its incident and in the store. */
export function enterLife(state: TargetState, lifeStartAtMs: number): void {
  state.lifeStartAtMs = lifeStartAtMs;
  state.captures = [];
  state.diffs = [];
  state.baselines = 0;
  state.pastTaken.clear();
  state.figuresAt.clear();
  state.tellsLeaked = true;
}
