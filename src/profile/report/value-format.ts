import type { Graph } from '../graph/graph.ts';
import { cumValue, flatValue } from '../graph/node-values.ts';
import { scale } from '../measurement/scale.ts';
import { scaledLabel } from '../measurement/scaled-label.ts';
import type { Report } from './report.ts';

/** Writes a value of the report in its unit. */
export type ValueFormat = (value: number) => string;

/** Writes values of a report in the given unit, each divided by `-divide_by`. */
export function valueFormat({ options, sampleUnit }: Report, unit: string): ValueFormat {
  const ratio = 1 / options.divide_by;
  return (value) => {
    const divided = ratio > 0 && ratio !== 1 ? Math.trunc(value * ratio) : value;
    return scaledLabel(divided, sampleUnit, unit);
  };
}

/**
 * One unit for the whole graph under `-unit=minimum`: that of its smallest weight, or one that still
 * shows a hundredth where the total is far larger (internal/report selectOutputUnit).
 */
export function outputUnit({ options, sampleUnit, total }: Report, graph: Graph): string {
  if (options.unit !== 'minimum' || graph.nodes.length === 0) return options.unit;
  const ratio = 1 / options.divide_by;
  const divided = (value: number) => (ratio > 0 && ratio !== 1 ? Math.trunc(value * ratio) : value);
  const least = divided(smallest(graph) || total);
  const most = divided(total);
  const unitOf = (value: number) => scale(value, sampleUnit, 'minimum').unit;
  const isWide = unitOf(least) !== unitOf(most) && least * 100 < most;
  return unitOf(isWide ? 100 * least : least) || sampleUnit;
}

/** The smallest size of a node that is not 0; 0 when there is none. */
function smallest(graph: Graph): number {
  let least = 0;
  for (const node of graph.nodes) {
    const size = Math.abs(flatValue(graph, node)) || Math.abs(cumValue(graph, node));
    if (size > 0 && (least === 0 || size < least)) least = size;
  }
  return least;
}
