import type { LogRecord } from '../serve/event-record.ts';
import type { Swept } from '../store/sweep-retention.ts';

/** A sweep of the store as records of the log: one for what is gone, one for each problem. */
export function sweepRecords(swept: Swept): LogRecord[] {
  const { captures, incidents, workloads, freedBytes, problems } = swept;
  const gone: LogRecord = {
    level: 'info',
    message: 'store swept',
    fields: {
      captures: captures.length,
      incidents: incidents.length,
      workloads,
      freedBytes,
    },
  };
  const failed = problems.map(
    (reason): LogRecord => ({ level: 'warn', message: 'store not swept', fields: { reason } }),
  );
  return freedBytes > 0 ? [gone, ...failed] : failed;
}
