import { goDivide } from '../measurement/go-number.ts';
import type { Edge, Graph } from './graph.ts';
import type { Tag } from './tag-table.ts';

/** What a node holds itself; under `-mean` divided. */
export function flatValue({ flat, flatDivisor }: Graph, node: number): number {
  return divided(flat[node] as number, flatDivisor?.[node] ?? 0);
}

/** What a node and all that it calls hold; under `-mean` divided. */
export function cumValue({ cum, cumDivisor }: Graph, node: number): number {
  return divided(cum[node] as number, cumDivisor?.[node] ?? 0);
}

/** The weight of an edge; under `-mean` divided. */
export function edgeValue({ weight, divisor }: Edge): number {
  return divided(weight, divisor);
}

/** The weight of a tag, its own or with all that its node calls; under `-mean` divided. */
export function tagValue(tag: Tag, isFlat: boolean): number {
  return isFlat ? divided(tag.flat, tag.flatDivisor) : divided(tag.cum, tag.cumDivisor);
}

function divided(value: number, by: number): number {
  return by === 0 ? value : goDivide(value, by);
}
