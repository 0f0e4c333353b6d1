import { failure, type Result, success } from '../../model/result.ts';
import { compilePattern } from '../filter/compile-pattern.ts';
import type { Edge, Graph } from '../graph/graph.ts';
import { cumValue, flatValue } from '../graph/node-values.ts';
import { sortedEdges } from '../graph/sort-nodes.ts';
import { percentage } from '../measurement/percentage.ts';
import { padLeft } from './pad.ts';
import type { Report, TimeFormat } from './report.ts';
import { type ReportGraph, reportGraph } from './report-graph.ts';
import { reportLabels } from './report-labels.ts';

const separator = '----------------------------------------------------------+-------------';
const legend = '      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t ';

/**
 * `-tree`, `-peek`: every node between its callers and what it calls (internal/report printTree).
 * Fails when `-peek` finds no node.
 */
export function printTree(report: Report, time: TimeFormat): Result<string> {
  const shown = reportGraph(report);
  const { graph } = shown;
  const peeked = report.format === 'peek' ? peekedNodes(report, graph) : success(graph.nodes);
  if (!peeked.ok) return peeked;
  const wanted = peeked.value;
  const lines = [...reportLabels(report, shown, time), separator, legend];
  let sum = 0;
  for (const node of wanted) {
    sum += flatValue(graph, node);
    lines.push(separator, ...blockOf(report, shown, node, sum));
  }
  if (graph.nodes.length > 0) lines.push(separator);
  return success(`${lines.join('\n')}\n`);
}

/** The nodes that `-peek` asks for. Fails on a broken expression, and where no node matches. */
export function peekedNodes({ symbol }: Report, graph: Graph): Result<readonly number[]> {
  const pattern = compilePattern(symbol);
  if (!pattern.ok) return failure(`-peek: ${pattern.reason}`);
  const found = graph.nodes.filter((node) => pattern.value(graph.table.name(node)));
  return found.length > 0 ? success(found) : failure(`no matches found for regexp: ${symbol}`);
}

function blockOf(report: Report, shown: ReportGraph, node: number, sum: number): string[] {
  const { graph, formatValue } = shown;
  const { total } = report;
  const flat = flatValue(graph, node);
  const cum = cumValue(graph, node);
  const edgeLine = ({ weight, inline }: Edge, other: number) => {
    const note = inline ? ' (inline)' : '';
    const share = percentage(weight, cum);
    return `${padLeft(formatValue(weight), 50)} ${share} |   ${graph.table.name(other)}${note}`;
  };
  const [own, all] = [flat, cum].map((value) => padLeft(formatValue(value), 10));
  const shares = [flat, sum, cum].map((value) => percentage(value, total));
  const name = graph.table.name(node);
  return [
    ...sortedEdges(graph, graph.into[node]?.values()).map((edge) => edgeLine(edge, edge.from)),
    `${own} ${shares[0]} ${shares[1]} ${all} ${shares[2]}                | ${name}`,
    ...sortedEdges(graph, graph.outOf[node]?.values()).map((edge) => edgeLine(edge, edge.to)),
  ];
}
