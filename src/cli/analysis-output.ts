import type { Labels } from '../model/labels.ts';
import { formatTime } from '../render/format-time.ts';
import { printable } from '../render/printable.ts';
import { verdictJson } from '../render/verdict-json.ts';
import type { ReplayedIncident } from '../watch/replay.ts';
import type { Found } from './analyzer.ts';

/** What `analyze` found in one file, or `backtest` in one workload. */
export type Analysis = Found & {
  readonly of: { readonly file: string } | { readonly workload: string };
  readonly labels: Labels;
};

/** One answer of `analyze --json`: the worst verdict, when an alert would have gone out. */
export function analysisJson({ of, labels, samples, gaps, replay }: Analysis) {
  const { incidents, worst, last } = replay;
  const verdict = worst === null ? null : verdictJson(worst);
  return {
    ...of,
    labels,
    ...verdict,
    // The lives of the whole recording, not only those known when it was worst.
    lives: last === null ? [] : verdictJson(last).lives,
    firedAt: seconds(incidents[0]?.firedAtMs ?? null),
    resolvedAt: resolvedAt(incidents),
    incidents: incidents.map(incidentJson),
    samples,
    gaps,
  };
}

/** One line a file, and the explanation below it. */
export function analysisText(analysis: Analysis): string {
  const { worst, incidents } = analysis.replay;
  const fired = incidents[0];
  const when = fired === undefined ? '' : `, fired ${formatTime(fired.firedAtMs)}`;
  return [
    `${headOf(analysis)}${when}`,
    ...(worst === null ? [] : [`  ${printable(worst.explanation)}`]),
  ].join('\n');
}

/** The same, with a line for each time that a rule fired. */
export function incidentsText(analysis: Analysis): string {
  const { worst, incidents } = analysis.replay;
  const width = Math.max(...incidents.map(({ rule }) => rule.alert.length));
  const rows = incidents.map(({ rule, firedAtMs, resolvedAtMs }) => {
    const end =
      resolvedAtMs === null ? 'still firing at the end' : `resolved ${formatTime(resolvedAtMs)}`;
    return `  ${printable(rule.alert).padEnd(width)}  fired ${formatTime(firedAtMs)}  ${end}`;
  });
  const why = worst === null ? [] : [`  ${printable(worst.explanation)}`];
  return [headOf(analysis), ...rows, ...why].join('\n');
}

function headOf({ of, replay: { worst } }: Analysis): string {
  const shape = worst?.shape == null ? '' : ` (${worst.shape})`;
  const name = 'file' in of ? of.file : of.workload;
  return printable(`${name}: ${worst?.kind ?? 'insufficient-data'}${shape}`);
}

function incidentJson({ rule, firedAtMs, resolvedAtMs, verdict }: ReplayedIncident) {
  return {
    rule: rule.alert,
    firedAt: seconds(firedAtMs),
    resolvedAt: seconds(resolvedAtMs),
    verdict: verdict.kind,
  };
}

/** null while any alert of the recording still fires at its end. */
function resolvedAt(incidents: readonly ReplayedIncident[]): number | null {
  if (incidents.length === 0 || incidents.some(({ resolvedAtMs }) => resolvedAtMs === null)) {
    return null;
  }
  return seconds(Math.max(...incidents.map(({ resolvedAtMs }) => resolvedAtMs ?? 0)));
}

function seconds(atMs: number | null): number | null {
  return atMs === null ? null : atMs / 1000;
}
