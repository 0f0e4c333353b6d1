import type { Graph } from '../graph/graph.ts';
import { nodeTable } from '../graph/node-table.ts';
import { flatValue } from '../graph/node-values.ts';
import { trimPath } from '../graph/trim-path.ts';
import { type TrimmedGraph, trimmedGraph } from '../graph/trimmed-graph.ts';
import type { Report } from './report.ts';
import { stackTags } from './stack-tags.ts';
import { outputUnit, type ValueFormat, valueFormat } from './value-format.ts';

/** The graph of a report and how its values are written. */
export type ReportGraph = TrimmedGraph & {
  readonly unit: string;
  readonly formatValue: ValueFormat;
  /** The net sum of what is shown. */
  readonly shownTotal: number;
};

/** Builds the graph that a report of its format shows, and chooses the unit for it. */
export function reportGraph(report: Report): ReportGraph {
  const { options, format, profile } = report;
  const isPicture = format === 'dot';
  const table = nodeTable(profile, (path) =>
    trimPath(path, options.trim_path, options.source_path),
  );
  const trimmed = trimmedGraph(profile, table, {
    weighing: report.weighing,
    order: isPicture ? 'entropy' : options.sort,
    isTree: isPicture && options.call_tree,
    dropNegative: options.drop_negative,
    nodeCount: options.nodecount,
    nodeFraction: options.nodefraction,
    edgeFraction: options.edgefraction,
    edges: edgesOf(report),
    tagsOf: isPicture ? stackTags(report) : null,
  });
  const unit = outputUnit(report, trimmed.graph);
  const shownTotal = sum(trimmed.graph);
  return { ...trimmed, unit, formatValue: valueFormat(report, unit), shownTotal };
}

function edgesOf({ format }: Report): 'all' | 'inline' | 'none' {
  if (format === 'topproto') return 'none';
  return format === 'text' || format === 'top' ? 'inline' : 'all';
}

function sum(graph: Graph): number {
  return graph.nodes.reduce((total, node) => total + flatValue(graph, node), 0);
}
