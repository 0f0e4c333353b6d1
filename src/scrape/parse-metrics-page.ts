import type { Labels } from '../model/labels.ts';
import { failure, type Result, success } from '../model/result.ts';
import {
  type Cursor,
  expectLineEnd,
  PageFault,
  readLabels,
  readName,
  readToken,
  skipBlanks,
} from './page-cursor.ts';

/** One line of a metrics page. Histograms and summaries are plain samples: `x_bucket{le="1"}`, `x_sum`, `x_count`. */
export type MetricSample = {
  readonly name: string;
  readonly labels: Labels;
  /** NaN and ±Infinity as the page says. */
  readonly value: number;
  /** Only where the page gives one. */
  readonly timestampMs?: number;
};

/** How a page is to be read. */
export type PageOptions = {
  /**
   * Timestamps are milliseconds in Prometheus' text format 0.0.4 and seconds in OpenMetrics 1.0. Not
   * given: OpenMetrics when the last line is `# EOF`.
   */
  readonly format?: 'prometheus' | 'openmetrics';
  /** Which names are wanted; lines of others are skipped unread. Default: all. */
  readonly keep?: (name: string) => boolean;
  /** With more samples than that, wanted or not, the page is refused as `tooManySamples`, unread from there on. */
  readonly most?: number;
  /** Told how many samples the page has, wanted or not, and the most labels that one which was read has. */
  readonly seen?: (seen: { readonly samples: number; readonly labels: number }) => void;
};

/** Why a page is refused that has more samples than `PageOptions.most`. */
export const tooManySamples = 'the page has more samples than are allowed';

type Page = Cursor & { readonly openMetrics: boolean; ended: boolean; mostLabels: number };

const noLabels: Labels = {};

/**
 * Reads a metrics page: Prometheus' text format 0.0.4 (prometheus/docs
 * content/docs/instrumenting/exposition_formats.md) and OpenMetrics 1.0
 * (prometheus/OpenMetrics specification/OpenMetrics.md), quoted UTF-8 names included. Exemplars are
 * passed over. Fails with the line's number, its start and what was expected there; on a page without
 * any sample; and on an OpenMetrics page that breaks off before `# EOF`.
 */
export function parseMetricsPage(
  text: string,
  options: PageOptions = {},
): Result<readonly MetricSample[]> {
  const { keep = () => true, most = Number.POSITIVE_INFINITY } = options;
  const openMetrics = (options.format ?? formatOf(text)) === 'openmetrics';
  const page: Page = { text, at: 0, lineEnd: 0, openMetrics, ended: false, mostLabels: 0 };
  const samples: MetricSample[] = [];
  let seen = 0;
  try {
    for (let from = 0; from < text.length; from = page.lineEnd + 1) {
      enterLine(page, from);
      if (readLine(page, keep, samples) && ++seen > most) return failure(tooManySamples);
    }
  } catch (fault) {
    if (!(fault instanceof PageFault)) throw fault;
    return failure(describeFault(page, fault));
  }
  options.seen?.({ samples: seen, labels: page.mostLabels });
  if (seen === 0) return failure('the page holds no sample at all');
  if (openMetrics && !page.ended) {
    return failure('the page breaks off: OpenMetrics ends with a line "# EOF", and it is missing');
  }
  return success(samples);
}

function formatOf(text: string): 'prometheus' | 'openmetrics' {
  return /(^|\n)# EOF\s*$/.test(text.slice(-16)) ? 'openmetrics' : 'prometheus';
}

function enterLine(page: Page, from: number): void {
  const newline = page.text.indexOf('\n', from);
  page.lineEnd = newline === -1 ? page.text.length : newline;
  page.at = from;
}

/** Whether the line is a sample, wanted or not. */
function readLine(page: Page, keep: (name: string) => boolean, samples: MetricSample[]): boolean {
  skipBlanks(page);
  if (page.at >= page.lineEnd || isComment(page)) return false;
  if (page.ended) throw new PageFault('nothing may follow "# EOF"');
  const quoted = page.text[page.at] === '{';
  const bareName = quoted ? null : readName(page);
  // Most lines of most pages end here: this is what makes a scrape cheap.
  if (bareName !== null && !keep(bareName)) return true;
  skipBlanks(page);
  const set = page.text[page.at] === '{' ? readLabels(page, quoted) : null;
  if (set !== null) page.mostLabels = Math.max(page.mostLabels, set.count);
  const name = bareName ?? set?.name ?? '';
  const value = numberOf(readToken(page, 'a value'));
  const timestampMs = readTimestamp(page);
  if (!keep(name)) return true;
  const sample = { name, labels: set?.labels ?? noLabels, value };
  samples.push(timestampMs === null ? sample : { ...sample, timestampMs });
  return true;
}

/** HELP, TYPE and UNIT say nothing that a reading needs; only the end mark counts. */
function isComment(page: Page): boolean {
  if (page.text[page.at] !== '#') return false;
  if (page.openMetrics && page.text.startsWith('# EOF', page.at)) page.ended = true;
  return true;
}

function readTimestamp(page: Page): number | null {
  skipBlanks(page);
  if (page.at >= page.lineEnd || page.text[page.at] === '#') return null;
  const stamp = numberOf(readToken(page, 'a timestamp'));
  if (!Number.isFinite(stamp)) throw new PageFault('a timestamp must be finite');
  expectLineEnd(page);
  return page.openMetrics ? stamp * 1000 : stamp;
}

/** A number as Go's strconv.ParseFloat writes and reads it in decimal; words in any case (prom-client says `Nan`). */
function numberOf(token: string): number {
  const value = Number(token);
  // Number() also reads 0x10, 0b1 and 0o7; a number of the page has no letter but e.
  if (!Number.isNaN(value) && !/[^\d.eE+-]/.test(token)) return value;
  switch (token.toLowerCase()) {
    case 'nan':
      return Number.NaN;
    case 'inf':
    case '+inf':
    case 'infinity':
    case '+infinity':
      return Number.POSITIVE_INFINITY;
    case '-inf':
    case '-infinity':
      return Number.NEGATIVE_INFINITY;
    default:
      throw new PageFault(`${JSON.stringify(token.slice(0, 40))} is not a number`);
  }
}

function describeFault({ text, lineEnd }: Page, fault: PageFault): string {
  const start = text.lastIndexOf('\n', lineEnd - 1) + 1;
  const line = text.slice(0, start).split('\n').length;
  const opening = text.slice(0, 512).trimStart();
  if (line === 1 && opening.startsWith('<')) return 'the page is HTML, not metrics';
  // A line may also open with "{" and a quoted metric name; JSON has a colon after it.
  if (line === 1 && /^(\[|\{\s*(\}|"[^"]*"\s*:))/.test(opening)) {
    return 'the page is JSON, not metrics';
  }
  const shown = text.slice(start, Math.min(lineEnd, start + 60));
  return `line ${line} of the page, ${JSON.stringify(shown)}: ${fault.message}`;
}
