import { failure, type Result, success } from '../../model/result.ts';
import { compilePattern } from '../filter/compile-pattern.ts';
import { buildGraph } from '../graph/build-graph.ts';
import { compareText } from '../graph/compare-text.ts';
import type { Graph } from '../graph/graph.ts';
import { type NodeInfo, nodeKey } from '../graph/node-info.ts';
import { nodeTable } from '../graph/node-table.ts';
import { cumValue, flatValue } from '../graph/node-values.ts';
import { trimPath } from '../graph/trim-path.ts';
import type { Report } from './report.ts';

/** The lines of a source file, by the path that a profile gives; a failure says what is not there. */
export type ReadSource = (path: string) => Result<readonly string[]>;

/** A line of source and what was allocated on it, in the sample type's unit. */
export type SourceLine = {
  readonly number: number;
  readonly text: string;
  readonly flat: number;
  readonly cum: number;
};

/** The part of a file that holds a function. */
export type SourceListing = {
  readonly function: string;
  /** Empty where the profile knows none. */
  readonly file: string;
  readonly flat: number;
  readonly cum: number;
  /** A failure where there is no source. */
  readonly lines: Result<readonly SourceLine[]>;
};

/** Lines shown before and after what has a weight. */
const margin = 5;

/**
 * The source of every function that matches the report's symbol, by name and file, with the weight of
 * each line (internal/report printSource). Fails when nothing matches.
 */
export function sourceListings(
  report: Report,
  readSource: ReadSource,
): Result<readonly SourceListing[]> {
  const pattern = compilePattern(report.symbol);
  if (!pattern.ok) return failure(`-list: ${pattern.reason}`);
  const graph = lineGraph(report);
  const byName = new Map<string, number[]>();
  for (const node of graph.nodes) {
    const { name } = graph.table.info(node);
    if (pattern.value(name)) byName.set(name, [...(byName.get(name) ?? []), node]);
  }
  if (byName.size === 0) return failure(`no matches found for regexp: ${report.symbol}`);
  const names = [...byName.keys()].sort(compareText);
  return success(
    names.flatMap((name) => listingsOf(name, byName.get(name) ?? [], graph, readSource)),
  );
}

function lineGraph({ profile, options, weighing }: Report): Graph {
  const path = (file: string) => trimPath(file, options.trim_path, options.source_path);
  const table = nodeTable(profile, path, true);
  return buildGraph(profile, table, {
    weighing,
    kept: null,
    through: null,
    edgesInto: new Uint8Array(table.count),
    dropNegative: options.drop_negative,
    tagsOf: null,
  });
}

function listingsOf(
  name: string,
  nodes: readonly number[],
  graph: Graph,
  readSource: ReadSource,
): readonly SourceListing[] {
  const info = (node: number) => graph.table.info(node);
  const byFile = Map.groupBy(
    nodes.filter((node) => info(node).file !== ''),
    (node) => info(node).file,
  );
  const whole = (of: readonly number[]) => ({
    flat: sum(of, (node) => flatValue(graph, node)),
    cum: sum(of, (node) => cumValue(graph, node)),
  });
  if (byFile.size === 0) {
    const lines = failure(`No source information for ${name}`);
    return [{ function: name, file: '', ...whole(nodes), lines }];
  }
  const files = [...byFile.entries()].sort(([a, of], [b, others]) => {
    return compareText(a, b) || compareInfos(info(of[0] as number), info(others[0] as number));
  });
  return files.map(([file, of]) => {
    const source = readSource(file);
    const lines = source.ok ? success(linesOf(source.value, of, graph)) : source;
    return { function: name, file, ...whole(of), lines };
  });
}

/** From where the function begins, or a few lines before the first with a weight, to a few after the last. */
function linesOf(
  source: readonly string[],
  nodes: readonly number[],
  graph: Graph,
): readonly SourceLine[] {
  const infos = nodes.map((node) => graph.table.info(node));
  const begins = infos.map(({ startLine, line }) => (startLine === 0 ? line - margin : startLine));
  const first = Math.max(1, Math.min(...begins));
  const last = Math.max(...infos.map(({ line }) => line)) + margin;
  const onLine = Map.groupBy(nodes, (node) => graph.table.info(node).line);
  return source.slice(first - 1, last).map((text, i) => {
    const of = onLine.get(first + i) ?? [];
    return {
      number: first + i,
      text,
      flat: sum(of, (node) => flatValue(graph, node)),
      cum: sum(of, (node) => cumValue(graph, node)),
    };
  });
}

function compareInfos(a: NodeInfo, b: NodeInfo): number {
  return a.startLine - b.startLine || compareText(nodeKey(a), nodeKey(b));
}

function sum(nodes: readonly number[], value: (node: number) => number): number {
  return nodes.reduce((total, node) => total + value(node), 0);
}
