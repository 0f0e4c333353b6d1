import { baseName } from '../graph/clean-path.ts';
import type { Edge } from '../graph/graph.ts';
import { type NodeInfo, nameParts } from '../graph/node-info.ts';
import { cumValue, edgeValue, flatValue } from '../graph/node-values.ts';
import { sortedEdges } from '../graph/sort-nodes.ts';
import { goDivide } from '../measurement/go-number.ts';
import { percentage } from '../measurement/percentage.ts';
import { dotColor } from './dot-color.ts';
import { dotNodelets } from './dot-nodelets.ts';
import { escapeDot } from './escape-dot.ts';
import type { Report, TimeFormat } from './report.ts';
import { type ReportGraph, reportGraph } from './report-graph.ts';
import { reportLabels } from './report-labels.ts';
import { shortFunctionName } from './short-function-name.ts';
import type { ValueFormat } from './value-format.ts';

/** What a page changes in a graph: it has a legend of its own, and boxes that are links. */
export type DotOptions = {
  readonly hasLegend: boolean;
  /** Where the box of a function leads, by its name; null: nowhere. */
  readonly urlOf: ((name: string) => string) | null;
  /** How values, shares and sizes of objects are written; absent: as pprof does. */
  readonly words?: DotWords;
};

/** How a graph is written within a report that has words of its own. */
export type DotWords = {
  readonly value: ValueFormat;
  /** A value's part of the whole. */
  readonly share: (value: number) => string;
  /** The size of an object, by its number and its unit. */
  readonly size: (value: number, unit: string) => string;
  /** The colour of a score between -1 and 1, as `dotColor` has it. */
  readonly colour: typeof dotColor;
};

const plainDot: DotOptions = { hasLegend: true, urlOf: null };

/**
 * `-dot`: the call graph for Graphviz (internal/graph ComposeDot). A box is the larger the more it
 * holds itself and the redder (or greener, where it became less) the more with all that it calls.
 */
export function printDot(
  report: Report,
  time: TimeFormat,
  { hasLegend, urlOf, words }: DotOptions = plainDot,
): string {
  const plain = reportGraph(report);
  const shown = words === undefined ? plain : { ...plain, formatValue: words.value };
  const { graph } = shown;
  const [main] = report.profile.mappings;
  const title = main === undefined || main.file === '' ? '' : baseName(main.file);
  const lines = [
    `digraph "${title === '' ? 'unnamed' : title}" {`,
    'node [style=filled fillcolor="#f8f8f8"]',
    ...(hasLegend ? [legend(reportLabels(report, shown, time), title)] : []),
  ];
  const ids = new Map(graph.nodes.map((node, index) => [node, index + 1]));
  const withNodelets = new Set<number>();
  const largest = Math.max(...graph.nodes.map((node) => Math.abs(flatValue(graph, node))));
  for (const [node, id] of ids) {
    lines.push(nodeLine(report, shown, node, { id, largest, urlOf, words }));
    const nodelets = nodeletsOf(shown, node, id, words?.size);
    if (nodelets === '') continue;
    lines.push(nodelets.trimEnd());
    withNodelets.add(node);
  }
  const edges = graph.nodes.flatMap((node) => [...(graph.outOf[node]?.values() ?? [])]);
  for (const edge of sortedEdges(graph, edges)) {
    const ends = `N${ids.get(edge.from) ?? 0} -> N${ids.get(edge.to) ?? 0}`;
    lines.push(
      `${ends} [${edgeAttributes(report, shown, edge, { hasNodelets: withNodelets.has(edge.from), words })}]`,
    );
  }
  lines.push('}', '');
  return lines.join('\n');
}

function nodeletsOf(
  { graph, formatValue }: ReportGraph,
  node: number,
  id: number,
  sizeOf: DotWords['size'] | undefined,
): string {
  // A node that calls others shows what it holds itself.
  const isFlat = (graph.outOf[node]?.size ?? 0) > 0;
  return graph.tags === null
    ? ''
    : dotNodelets(graph.tags.of(node), id, isFlat, { formatValue, sizeOf });
}

function legend(labels: readonly string[], title: string): string {
  const text = labels.map(escapeDot).join('\\l');
  const tooltip = title === '' ? '' : ` tooltip="${title}"`;
  return `subgraph cluster_L { "${escapeDot(labels[0] ?? '')}" [shape=box fontsize=16 label="${text}\\l"${tooltip}] }`;
}

function nodeLine(
  report: Report,
  { graph, formatValue }: ReportGraph,
  node: number,
  {
    id,
    largest,
    urlOf,
    words,
  }: {
    readonly id: number;
    readonly largest: number;
    readonly urlOf: DotOptions['urlOf'];
    readonly words: DotWords | undefined;
  },
): string {
  const { total } = report;
  const flat = flatValue(graph, node);
  const cum = cumValue(graph, node);
  const share = (value: number) => words?.share(value) ?? percentage(value, total).trim();
  const weighed = (value: number) => `${formatValue(value)} (${share(value)})`;
  const own = flat === 0 ? '0' : weighed(flat);
  const all = cum === flat ? '' : `${flat === 0 ? ' ' : '\\n'}of ${weighed(cum)}`;
  const score = cum / Math.abs(total);
  const { colour } = words ?? { colour: dotColor };
  const tooltip = `${escapeDot(graph.table.name(node))} (${formatValue(cum)})`;
  const attributes = [
    `label="${boxName(graph.table.info(node))}${own}${all}"`,
    `id="node${id}"`,
    `fontsize=${fontSize(flat, largest)}`,
    'shape=box',
    `tooltip="${tooltip}"`,
    `color="${colour(score, false)}"`,
    `fillcolor="${colour(score, true)}"`,
    ...(urlOf === null ? [] : [`URL="${escapeDot(urlOf(graph.table.name(node)))}"`]),
  ];
  return `N${id} [${attributes.join(' ')}]`;
}

/** From 8 to 24 points, by the square root so that small ones differ too. */
function fontSize(flat: number, largest: number): number {
  if (flat === 0 || largest === 0) return 8;
  return 8 + Math.ceil(16 * Math.sqrt(Math.abs(flat) / largest));
}

/** The name of a node over several lines. */
function boxName(info: NodeInfo): string {
  const name = escapeDot(shortFunctionName(info.name))
    .replaceAll('::', '\\n')
    // The dots of Go's type parameters are no separators.
    .replaceAll('[...]', '[…]')
    .replaceAll('.', '\\n');
  const file = info.file === '' ? '' : baseName(info.file);
  return nameParts({ ...info, name, file })
    .map((part) => `${part}\\n`)
    .join('');
}

function edgeAttributes(
  { total }: Report,
  { graph, formatValue }: ReportGraph,
  edge: Edge,
  { hasNodelets, words }: { readonly hasNodelets: boolean; readonly words: DotWords | undefined },
): string {
  const value = edgeValue(edge);
  const weight = formatValue(value);
  const attributes = [`label=" ${weight}${edge.inline ? '\\n (inline)' : ''}"`];
  if (total !== 0) {
    const share = (most: number) => 1 + Math.min(Math.abs(goDivide(value * most, total)), most);
    if (share(100) > 1) attributes.push(`weight=${share(100)}`);
    if (share(5) > 1) attributes.push(`penwidth=${share(5)}`);
    const { colour } = words ?? { colour: dotColor };
    attributes.push(`color="${colour(value / Math.abs(total), false)}"`);
  }
  const arrow = edge.residual ? '...' : '->';
  const [from, to] = [edge.from, edge.to].map((node) => escapeDot(graph.table.name(node)));
  const tooltip = `"${from} ${arrow} ${to} (${weight})"`;
  attributes.push(`tooltip=${tooltip}`, `labeltooltip=${tooltip}`);
  if (edge.residual) attributes.push('style="dotted"');
  if (hasNodelets) attributes.push('minlen=2');
  return attributes.join(' ');
}
