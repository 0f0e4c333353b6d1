import type { Weighing } from '../graph/graph.ts';
import type { Profile } from '../profile.ts';
import type { ReportFormat, ReportOptions } from './report-options.ts';

/** A profile that is ready to be printed: weighed, filtered, aggregated. */
export type Report = {
  readonly profile: Profile;
  readonly format: ReportFormat;
  /** Of `-peek` and `-list`: which nodes; '' for all. */
  readonly symbol: string;
  readonly options: ReportOptions;
  readonly weighing: Weighing;
  /** The sample type and its unit; `mean_` before it under `-mean`. */
  readonly sampleType: string;
  readonly sampleUnit: string;
  /** What percentages are of: the sum of all sizes before the filters, or of the base's. */
  readonly total: number;
  readonly labelUnits: ReadonlyMap<string, string>;
};

/** How times are written: the pure layers know neither a clock nor a time zone. */
export type TimeFormat = {
  /** `2006-01-02 15:04:05 MST` */
  readonly short: (nanos: bigint) => string;
  /** `2006-01-02 15:04:05.999999999 -0700 MST` */
  readonly full: (nanos: bigint) => string;
};
