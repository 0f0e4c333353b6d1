import { type Result, success } from '../../../model/result.ts';
import type { Edge, Graph } from '../../../profile/graph/graph.ts';
import { cumValue, flatValue } from '../../../profile/graph/node-values.ts';
import { sortedEdges } from '../../../profile/graph/sort-nodes.ts';
import { percentage } from '../../../profile/measurement/percentage.ts';
import { peekedNodes } from '../../../profile/report/print-tree.ts';
import type { Report } from '../../../profile/report/report.ts';
import { reportGraph } from '../../../profile/report/report-graph.ts';
import type { Html } from '../../../render/page/html.ts';
import type { PageQuery } from '../../../render/page/page-query.ts';
import { type PeekNeighbour, type PeekNode, peekView } from '../../../render/page/peek-view.ts';

/** As many as pprof's own pages show. */
const mostNodes = 50;
/** Callers, and callees, of one function: the heaviest; a framework's entry has thousands. */
const mostNeighbours = 40;

/** The callers and callees of a prepared `-peek`. Fails where nothing matches. */
export function peekPage(report: Report, query: PageQuery): Result<Html> {
  const { graph, formatValue } = reportGraph(report);
  const nodes = peekedNodes(report, graph);
  if (!nodes.ok) return nodes;
  const { total } = report;
  const share = (value: number, of: number) => percentage(value, of).trim();
  const shown = nodes.value.slice(0, mostNodes).map((node): PeekNode => {
    const flat = flatValue(graph, node);
    const cum = cumValue(graph, node);
    const neighbours = (edges: Iterable<Edge> | undefined, end: 'from' | 'to') =>
      sortedEdges(graph, edges).map(
        (edge): PeekNeighbour => ({
          name: nameOf(graph, edge[end]),
          weight: formatValue(edge.weight),
          share: share(edge.weight, cum),
          isInline: edge.inline,
        }),
      );
    const callers = neighbours(graph.into[node]?.values(), 'from');
    const callees = neighbours(graph.outOf[node]?.values(), 'to');
    return {
      name: nameOf(graph, node),
      flat: formatValue(flat),
      flatShare: share(flat, total),
      cum: formatValue(cum),
      cumShare: share(cum, total),
      callers: callers.slice(0, mostNeighbours),
      callees: callees.slice(0, mostNeighbours),
      moreCallers: Math.max(0, callers.length - mostNeighbours),
      moreCallees: Math.max(0, callees.length - mostNeighbours),
    };
  });
  return success(peekView(shown, nodes.value.length - shown.length, query));
}

function nameOf({ table }: Graph, node: number): string {
  return table.name(node);
}
