import type { Labels } from '../model/labels.ts';
import { formatTime } from '../render/format-time.ts';
import { printable } from '../render/printable.ts';
import { verdictJson } from '../render/verdict-json.ts';
import type { Replay, ReplayedIncident } from '../watch/replay.ts';

/** What `analyze` found in one file. */
export type Analysis = {
  readonly file: string;
  readonly labels: Labels;
  readonly samples: number;
  readonly gaps: number;
  readonly replay: Replay;
};

/** One file's answer to `analyze --json`: the worst verdict, when an alert would have gone out. */
export function analysisJson({ file, labels, samples, gaps, replay }: Analysis) {
  const { incidents, worst, last } = replay;
  const verdict = worst === null ? null : verdictJson(worst);
  return {
    file,
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
export function analysisText({ file, replay }: Analysis): string {
  const { incidents, worst } = replay;
  const fired = incidents[0];
  const when = fired === undefined ? '' : `, fired ${formatTime(fired.firedAtMs)}`;
  const shape = worst?.shape == null ? '' : ` (${worst.shape})`;
  const head = `${file}: ${worst?.kind ?? 'insufficient-data'}${shape}${when}`;
  return printable(head) + (worst === null ? '' : `\n  ${printable(worst.explanation)}`);
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
