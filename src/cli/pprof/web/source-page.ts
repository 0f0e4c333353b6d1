import { type Result, success } from '../../../model/result.ts';
import { percentage } from '../../../profile/measurement/percentage.ts';
import type { Report } from '../../../profile/report/report.ts';
import {
  type ReadSource,
  type SourceListing,
  sourceListings,
} from '../../../profile/report/source-listing.ts';
import { type ValueFormat, valueFormat } from '../../../profile/report/value-format.ts';
import type { Html } from '../../../render/page/html.ts';
import { type ShownSource, sourceView } from '../../../render/page/source-view.ts';

const mostSources = 30;

/** The sources of a prepared `-list`, the heaviest function first. Fails where nothing matches. */
export function sourcePage(report: Report, readSource: ReadSource): Result<Html> {
  const listings = sourceListings(report, readSource);
  if (!listings.ok) return listings;
  const formatValue = valueFormat(report, 'auto');
  const sorted = listings.value.toSorted(
    (a, b) => Number(b.lines.ok) - Number(a.lines.ok) || Math.abs(b.cum) - Math.abs(a.cum),
  );
  const shown = sorted.slice(0, mostSources).map((one) => shownSource(one, report, formatValue));
  return success(sourceView(shown, sorted.length - shown.length));
}

function shownSource(
  { function: name, file, flat, cum, lines }: SourceListing,
  { total }: Report,
  formatValue: ValueFormat,
): ShownSource {
  const orNothing = (value: number) => (value === 0 ? '' : formatValue(value));
  const known = lines.ok ? lines.value : [];
  const hottest = Math.max(...known.map((line) => Math.abs(line.cum)));
  return {
    name,
    file,
    flat: formatValue(flat),
    cum: formatValue(cum),
    share: percentage(cum, total).trim(),
    lines: known.map((line) => ({
      number: line.number,
      text: line.text,
      flat: orNothing(line.flat),
      cum: orNothing(line.cum),
      heat: line.cum === 0 ? 0 : Math.ceil((Math.abs(line.cum) / hottest) * 4),
      isLess: line.cum < 0,
    })),
    missing: lines.ok
      ? ''
      : `No source: ${lines.reason}. -source_path and -trim_path say where it is.`,
  };
}
