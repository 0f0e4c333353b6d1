import type { Labels } from '../../model/labels.ts';
import type { Reading } from '../../model/reading.ts';

/** What a bare `value` column counts. */
export type ValueUnit = 'bytes' | 'percent' | 'count';

/** What the caller knows about a recording that the file itself may not say. */
export type RecordedOptions = {
  readonly unit: ValueUnit;
  /** In the unit of the figures; null: only what the file says. */
  readonly limit: number | null;
};

/** A recorded series file as readings. */
export type Recording = {
  /** In the order of time; can be read once. */
  readonly readings: Iterable<Reading>;
  /** Labels that are the same in every row. */
  readonly labels: Labels;
  /** Cells that should hold a figure and do not. */
  readonly empty: number;
};
