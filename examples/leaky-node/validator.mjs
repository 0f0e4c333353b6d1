import { saveReport } from './repo.mjs';

/** Saves a report unless it is empty; throws for an empty one. */
export function validateAndSave(report, options) {
  if (report.readings.length === 0) throw new Error(`report ${report.id} is empty`);
  saveReport(report, options);
}
