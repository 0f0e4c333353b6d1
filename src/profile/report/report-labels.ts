import { baseName } from '../graph/clean-path.ts';
import { percentage } from '../measurement/percentage.ts';
import { scale } from '../measurement/scale.ts';
import { scaledLabel } from '../measurement/scaled-label.ts';
import type { Report, TimeFormat } from './report.ts';
import type { ReportGraph } from './report-graph.ts';
import type { ValueFormat } from './value-format.ts';

/** What a profile says of itself, a line each (internal/report ProfileLabels). */
export function profileLabels(
  report: Report,
  formatValue: ValueFormat,
  time: TimeFormat,
): readonly string[] {
  const { profile, sampleType } = report;
  const [main] = profile.mappings;
  const { timeNanos = 0n } = profile;
  const lines = [
    main === undefined || main.file === '' ? '' : `File: ${baseName(main.file)}`,
    main === undefined || main.buildId === '' ? '' : `Build ID: ${main.buildId}`,
  ].filter((line) => line !== '');
  // Comments with a # are for other tools; an empty one is a line all the same.
  lines.push(...profile.comments.filter((comment) => !comment.startsWith('#')));
  if (sampleType !== '') lines.push(`Type: ${sampleType}`);
  if (profile.docUrl !== undefined && profile.docUrl !== '') lines.push(`Doc: ${profile.docUrl}`);
  if (timeNanos !== 0n) lines.push(`Time: ${time.short(timeNanos)}`);
  if (profile.durationMs !== 0) lines.push(durationLine(report, formatValue));
  return lines;
}

function durationLine({ profile, total, sampleUnit }: Report, formatValue: ValueFormat): string {
  const nanos = Math.round(profile.durationMs * 1e6);
  const worked = scale(total, sampleUnit, 'nanoseconds');
  const ratio =
    worked.unit === 'ns' && worked.value !== 0
      ? `(${percentage(Math.trunc(worked.value), nanos)})`
      : '';
  const duration = scaledLabel(nanos, 'nanoseconds', 'auto');
  return `Duration: ${duration}, Total samples = ${formatValue(total)} ${ratio}`;
}

/**
 * The lines over a table or in the legend of a picture (internal/report reportLabels): the profile,
 * the filters, how much is shown and how much was left out. The threshold is told as a fraction of the
 * total, as pprof does, though in a difference what was applied is one of the net sum.
 */
export function reportLabels(
  report: Report,
  shown: ReportGraph,
  time: TimeFormat,
): readonly string[] {
  const { options, total, format } = report;
  const { formatValue, shownTotal, graph, nodesBefore } = shown;
  const isPicture = format === 'dot';
  const lines: string[] =
    isPicture || !options.compact_labels ? [...profileLabels(report, formatValue, time)] : [];
  lines.push(...filterLines(report));
  const share = percentage(shownTotal, total).trim();
  lines.push(
    `Showing nodes accounting for ${formatValue(shownTotal)}, ${share} of ${formatValue(total)} total`,
  );
  if (total !== 0) {
    const cutoff = (fraction: number) => formatValue(Math.abs(Math.trunc(total * fraction)));
    lines.push(
      ...droppedLine(shown.droppedNodes, 'node', 'cum', cutoff(options.nodefraction)),
      ...(isPicture
        ? droppedLine(shown.droppedEdges, 'edge', 'freq', cutoff(options.edgefraction))
        : []),
    );
    const count = graph.nodes.length;
    if (count > 0 && count < nodesBefore) {
      lines.push(`Showing top ${count} nodes out of ${nodesBefore}`);
    }
  }
  if (isPicture) lines.push('\nSee https://git.io/JfYMW for how to read the graph');
  return lines;
}

function droppedLine(count: number, what: string, weight: string, cutoff: string): string[] {
  if (count === 0) return [];
  return [`Dropped ${count} ${what}${count > 1 ? 's' : ''} (${weight} <= ${cutoff})`];
}

const longestFilterBytes = 80;

function filterLines({ options }: Report): string[] {
  const names = [
    'focus',
    'ignore',
    'hide',
    'show',
    'show_from',
    'tagfocus',
    'tagignore',
    'tagshow',
    'taghide',
  ] as const;
  const active = names.flatMap((name) =>
    options[name] === '' ? [] : [`   ${shortened(`${name}=${options[name]}`)}`],
  );
  return active.length === 0 ? [] : ['Active filters:', ...active];
}

function shortened(text: string): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= longestFilterBytes) return text;
  return `${new TextDecoder().decode(bytes.subarray(0, longestFilterBytes))}…`;
}
