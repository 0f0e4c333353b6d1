import type { About } from './action.ts';

/** What the reducer must know of the frame that the user saw when a key was pressed. */
export type Shown = {
  /** The fleet's rows from top to bottom. */
  readonly ids: readonly string[];
  /** The workload of each row that is a group's. */
  readonly groups: ReadonlyMap<string, string>;
  /** The workload of the selected row. */
  readonly workload: string | null;
  /** What a key that is about one thing is about. */
  readonly about: About | null;
  readonly targetId: string | null;
  /** Incidents of that target, the worst first. */
  readonly incidents: readonly string[];
  /** Functions of the table that is shown, and the one that is selected. */
  readonly functions: readonly string[];
  readonly picked: string | null;
  /** How many lines a page has, and how far it can be scrolled. */
  readonly page: number;
  readonly maxScroll: number;
  /** What a chart shows of what there is. */
  readonly chart: ShownChart | null;
};

/** The span of a chart and of its series, ms since 1970; the least that it may show, in ms. */
export type ShownChart = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly leastMs: number;
};

/** A frame with nothing on it. */
export const nothingShown: Shown = {
  ids: [],
  groups: new Map(),
  workload: null,
  about: null,
  targetId: null,
  incidents: [],
  functions: [],
  picked: null,
  page: 1,
  maxScroll: 0,
  chart: null,
};
