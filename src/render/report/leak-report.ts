import type { Diff } from '../../model/culprit.ts';
import type { Incident } from '../../model/incident.ts';
import type { Told } from '../told-now.ts';

/** All that a report of a leak shows, whatever it is written as: a page, Markdown, a picture. */
export type LeakReport = {
  /** Who it is of: a workload, or the program of the profiles. */
  readonly name: string;
  readonly madeAtMs: number;
  /** null: profiles alone were compared. */
  readonly incident: Incident | null;
  /** What may be told of it, where its target was known; absent: nobody knows more than its record. */
  readonly told?: Told | undefined;
  /** What the captures say together; null: nothing was compared. */
  readonly diff: Diff | null;
  /** The captures in full; null: they are not there (any more). */
  readonly growth: ProfileGrowth | null;
  /** Sentences: what is missing, and why. */
  readonly notes: readonly string[];
  readonly reproduce: readonly Reproduction[];
  /** Where the culprits' sources are, by the function's name. */
  readonly sources: ReadonlyMap<string, SourceLink>;
};

/** A call that shows the same, and what it shows. */
export type Reproduction = { readonly what: string; readonly command: string };

/** A place in a repository, as an address. `isExact`: at the commit or tag that runs, as far as anybody said. */
export type SourceLink = { readonly url: string; readonly isExact: boolean };

/** What grew and shrank between two captures. */
export type ProfileGrowth = {
  readonly unit: Diff['unit'];
  readonly rows: readonly GrowthRow[];
  /** The sum of what grew by itself: shares are of it, as a culprit's is. */
  readonly grown: number;
  /** Functions that have no row. */
  readonly rowsLeftOut: number;
  readonly flame: FlameData;
  /** The call graph as Graphviz drew it, an SVG element; null: it could not be drawn. */
  readonly graph: string | null;
};

/** Growth of one function: by itself, and with all that it calls. */
export type GrowthRow = { readonly function: string; readonly flat: number; readonly cum: number };

/**
 * A tree of calls in columns, its root at 0 and a parent before its children. `labels` are the names as they fit on
 * a bar. `widths` adds up the sizes of growth and shrinkage, which would cancel in `cum`.
 */
export type FlameData = {
  readonly unit: Diff['unit'];
  readonly names: readonly string[];
  readonly labels: readonly string[];
  readonly parents: readonly number[];
  /** Into `names`; the root's is -1. */
  readonly nodes: readonly number[];
  readonly cum: readonly number[];
  readonly flat: readonly number[];
  readonly widths: readonly number[];
};
