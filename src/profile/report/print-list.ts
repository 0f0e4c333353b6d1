import { type Result, success } from '../../model/result.ts';
import { percentage } from '../measurement/percentage.ts';
import { padLeft } from './pad.ts';
import type { Report } from './report.ts';
import { type ReadSource, type SourceListing, sourceListings } from './source-listing.ts';
import { type ValueFormat, valueFormat } from './value-format.ts';

/**
 * `-list`: the source of every function that matches, with the weight of each line (internal/report
 * printSource). Fails when nothing matches; a file that is not there is said in its place.
 */
export function printList(report: Report, readSource: ReadSource): Result<string> {
  const listings = sourceListings(report, readSource);
  if (!listings.ok) return listings;
  const formatValue = valueFormat(report, report.options.unit);
  const lines = [`Total: ${formatValue(report.total)}`];
  for (const listing of listings.value) lines.push(...blockOf(listing, report.total, formatValue));
  return success(`${lines.join('\n')}\n`);
}

function blockOf(listing: SourceListing, total: number, formatValue: ValueFormat): string[] {
  const { file, flat, cum, lines } = listing;
  if (file === '') return lines.ok ? [] : [lines.reason];
  const [own, all] = [flat, cum].map((value) => padLeft(formatValue(value), 10));
  const heading = [
    `ROUTINE ======================== ${listing.function} in ${file}`,
    `${own} ${all} (flat, cum) ${percentage(cum, total)} of Total`,
  ];
  if (!lines.ok) return [...heading, ` Error: ${lines.reason}`];
  const orDot = (value: number) => padLeft(value === 0 ? '.' : formatValue(value), 10);
  const shown = lines.value.map(
    (line) =>
      `${orDot(line.flat)} ${orDot(line.cum)} ${String(line.number).padStart(6)}:${line.text}`,
  );
  return [...heading, ...shown];
}
