import type { RatePeriod } from './format-rate.ts';
import { growthPeriod } from './format-value.ts';
import type { Row } from './urgency.ts';

/** The period in which all rates of a column are told: that of the fastest of these rows; undefined where none rises. */
export function columnPeriod(rows: readonly Row[]): RatePeriod | undefined {
  return rows
    .flatMap(({ shown: { verdict } }) =>
      verdict === null || verdict.leakRatePerSecond === null || verdict.signal === null
        ? []
        : [growthPeriod(verdict.leakRatePerSecond, verdict.signal)],
    )
    .reduce<RatePeriod | undefined>(
      (least, one) => (least === undefined || one.seconds < least.seconds ? one : least),
      undefined,
    );
}
