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

/** A recorded series file as readings, in the order of time. */
export type Recording = {
  readonly readings: readonly Reading[];
  /** Labels that are the same in every row. */
  readonly labels: Labels;
  /** Cells and rows that should hold a sample and do not. */
  readonly gaps: number;
};
