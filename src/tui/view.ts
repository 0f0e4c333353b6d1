/** By what the fleet can be sorted. */
export type SortKey =
  | 'urgency'
  | 'name'
  | 'level'
  | 'rate'
  | 'limit'
  | 'since'
  | 'verdict'
  | 'culprit';

/** The order of the fleet; `reversed` against what is natural for the key. */
export type Sort = { readonly key: SortKey; readonly reversed: boolean };

/** The parts of an incident's screen. */
export const incidentPanes = ['culprits', 'top', 'events'] as const;

/** One part of an incident's screen. */
export type IncidentPane = (typeof incidentPanes)[number];

/** The part of the time that a chart shows: `spanMs` null, all there is; `endMs` null, up to now. */
export type ChartWindow = { readonly spanMs: number | null; readonly endMs: number | null };

/** What has the screen, with what the user has done to it. `scroll` in lines. */
export type Screen =
  | { readonly kind: 'fleet' }
  | {
      readonly kind: 'target';
      readonly targetId: string;
      readonly scroll: number;
      readonly window: ChartWindow;
    }
  | {
      readonly kind: 'incident';
      readonly incidentId: string;
      readonly pane: IncidentPane;
      /** The function that is selected in the top table: by its name, so that it stays selected. */
      readonly picked: string | null;
      /** The function whose callers and callees are shown instead of the table. */
      readonly peeked: string | null;
      readonly scroll: number;
    }
  | { readonly kind: 'events'; readonly scroll: number }
  | {
      readonly kind: 'text';
      readonly title: string;
      readonly text: string;
      readonly scroll: number;
    };

/** A screen that stands on the fleet. */
export type Above = Exclude<Screen, { readonly kind: 'fleet' }>;

/**
 * What the user has done to the dashboard. The selection is a row's id, so that it stays with the
 * target while rows move; null follows the most urgent one.
 */
export type View = {
  /** What stands on the fleet, the topmost last. */
  readonly above: readonly Above[];
  /** How many lines the help is scrolled; null: it is not shown. */
  readonly help: number | null;
  readonly selectedId: string | null;
  readonly sort: Sort;
  readonly filter: string;
  /** Whether letters go to the filter. */
  readonly isTyping: boolean;
  readonly isGrouped: boolean;
  /** Workloads whose targets are folded into one row. */
  readonly folded: readonly string[];
  readonly isFrozen: boolean;
  /** How the user ended it; null while it runs. */
  readonly end: 'quit' | 'interrupted' | null;
};

/** Before the first key. */
export const firstView: View = {
  above: [],
  help: null,
  selectedId: null,
  sort: { key: 'urgency', reversed: false },
  filter: '',
  isTyping: false,
  isGrouped: false,
  folded: [],
  isFrozen: false,
  end: null,
};

const fleet: Screen = { kind: 'fleet' };

/** The screen that is seen, whether or not the help lies over it. */
export function screenOf({ above }: View): Screen {
  return above.at(-1) ?? fleet;
}
