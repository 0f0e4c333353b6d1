import type { Precedent } from './end-life.ts';
import type { LifeRecord } from './life-record.ts';

/** What stays of the lives of a workload that have ended, oldest first. */
export type PastLives = {
  readonly records: readonly LifeRecord[];
  readonly precedents: readonly Precedent[];
};

/** Bounds of what is kept. */
const most = { records: 32, precedents: 64 };

/** No life has ended: one for all workloads. */
export const noPast: PastLives = { records: [], precedents: [] };

/** With what stays of one more life. */
export function withLife(
  past: PastLives,
  { record, precedents }: { record: LifeRecord | null; precedents: readonly Precedent[] },
): PastLives {
  const records = record === null ? past.records : [...past.records, record];
  return {
    records: records.slice(-most.records),
    precedents: [...past.precedents, ...precedents].slice(-most.precedents),
  };
}
