/** The store that nobody ever empties: the leak. */
const reports = [];

/**
 * Keeps a copy of `payloadBytes` of the report's readings forever. A number takes eight bytes of the
 * JavaScript heap; a Buffer would lie outside it, where the heap profiler does not look.
 */
export function saveReport(report, { payloadBytes, max }) {
  const copy = [];
  copy.length = Math.max(1, Math.floor(payloadBytes / 8));
  for (let at = 0; at < copy.length; at++) copy[at] = report.readings[at % report.readings.length];
  reports.push(copy);
  if (max > 0 && reports.length > max) {
    throw new Error(`the store is full: ${reports.length} reports saved, none ever deleted`);
  }
}
