import { reportRows } from '../../profile/report/print-text.ts';
import type { Report } from '../../profile/report/report.ts';

/** `-json`: the rows of `-top` as one object, values in the sample type's unit. */
export function rowsJson(report: Report): string {
  const { sampleType, sampleUnit, total } = report;
  return `${JSON.stringify({ sampleType, unit: sampleUnit, total, rows: reportRows(report) })}\n`;
}

/** `-csv`: the rows of `-top`, values in the sample type's unit. */
export function rowsCsv(report: Report): string {
  const rows = reportRows(report).map(({ function: name, flat, cum, inline }) =>
    [flat, cum, quoted(name), inline ?? ''].join(','),
  );
  return `${['flat,cum,function,inline', ...rows].join('\n')}\n`;
}

/** A field of a CSV (RFC 4180). */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
