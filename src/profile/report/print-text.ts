import type { Edge, Graph } from '../graph/graph.ts';
import { cumValue, flatValue } from '../graph/node-values.ts';
import { percentage } from '../measurement/percentage.ts';
import { padLeft } from './pad.ts';
import type { Report, TimeFormat } from './report.ts';
import { reportGraph } from './report-graph.ts';
import { reportLabels } from './report-labels.ts';

/** A row of a table, in the sample type's unit. */
export type ReportRow = {
  readonly function: string;
  readonly flat: number;
  readonly cum: number;
  /** Whether the compiler folded it into all of its callers, some, or none. */
  readonly inline: 'inline' | 'partial-inline' | null;
};

/** `-top`, `-text`: a table of the nodes (internal/report printText). */
export function printText(report: Report, time: TimeFormat): string {
  const shown = reportGraph(report);
  const { total } = report;
  const lines = [...reportLabels(report, shown, time)];
  lines.push('      flat  flat%   sum%        cum   cum%');
  let sum = 0;
  for (const { function: name, flat, cum, inline } of rowsOf(shown.graph)) {
    sum += flat;
    const [own, all] = [flat, cum].map((value) => padLeft(shown.formatValue(value), 10));
    const shares = [flat, sum, cum].map((value) => percentage(value, total));
    const note = inline === null ? '' : ` (${inline})`;
    lines.push(`${own} ${shares[0]} ${shares[1]} ${all} ${shares[2]}  ${name}${note}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The rows of a table as data. */
export function reportRows(report: Report): readonly ReportRow[] {
  return rowsOf(reportGraph(report).graph);
}

/** The rows of a graph that is shown, in its order. */
export function rowsOf(graph: Graph): readonly ReportRow[] {
  return graph.nodes.map((node) => ({
    function: graph.table.name(node),
    flat: flatValue(graph, node),
    cum: cumValue(graph, node),
    inline: inlineOf(graph.into[node]),
  }));
}

function inlineOf(into: ReadonlyMap<number, Edge> | undefined): ReportRow['inline'] {
  const edges = [...(into?.values() ?? [])];
  if (!edges.some((edge) => edge.inline)) return null;
  return edges.every((edge) => edge.inline) ? 'inline' : 'partial-inline';
}
