import type { Frame } from '../model/culprit.ts';
import { sumSeries } from './growth-trend.ts';
import type { SiteGrowth } from './site-growth.ts';
import type { SiteTable } from './site-table.ts';
import { sum } from './sum.ts';

/** So many functions must grow beyond doubt, and none of them more than this part of the growth. */
const leastSites = 3;
const mostOfIt = 0.5;
/** The part of the growth that one caller must explain. */
const explainedShare = 0.8;

type Caller = { readonly frame: Frame; grown: number; depth: number };

/**
 * A parser allocates in a dozen functions of its own what its caller keeps: each grows, and none is the
 * answer. `growths` are those that nobody doubts; when none of them has half of the growth, answers the
 * lowest caller that explains 80 % of it, with the growth of all. Entry points that a library or the
 * runtime calls (handlers, main loops) are passed by everything and explain nothing. null: it does not fan
 * out, or nobody stands above it.
 */
export function gatherFanOut(
  growths: readonly SiteGrowth[],
  sites: SiteTable,
  framesOf: (stack: number) => readonly Frame[],
): SiteGrowth | null {
  const grown = growths.map(({ series: { values } }) => (values.at(-1) ?? 0) - (values[0] ?? 0));
  const whole = sum(grown);
  const [first] = growths;
  if (first === undefined || growths.length < leastSites) return null;
  if (Math.max(...grown) >= mostOfIt * whole) return null;
  const callers = new Map<string, Caller>();
  for (const growth of growths) {
    for (const { stack, first: before, now } of growth.buckets()) {
      const bytes = now.value - before.value;
      if (bytes > 0) addCallers(callers, framesOf(stack), bytes, sites);
    }
  }
  const lowest = [...callers.values()]
    .filter((caller) => caller.grown >= explainedShare * whole)
    .sort((a, b) => a.depth / a.grown - b.depth / b.grown)[0];
  if (lowest === undefined) return null;
  return {
    stack: first.stack,
    site: sites.idOf(lowest.frame),
    frame: lowest.frame,
    series: sumSeries(growths.map(({ series }) => series)),
    buckets: () => growths.flatMap((growth) => growth.buckets()),
    deadCopies: sum(growths.map(({ deadCopies }) => deadCopies)),
  };
}

/** Adds a stack to each function of the application on it that another function of it calls. */
function addCallers(
  callers: Map<string, Caller>,
  frames: readonly Frame[],
  bytes: number,
  sites: SiteTable,
): void {
  const seen = new Set<string>();
  for (const [depth, frame] of frames.entries()) {
    const above = frames[depth + 1];
    const inside = above !== undefined && sites.kind(above) === 'application';
    const name = sites.name(frame);
    if (!inside || sites.kind(frame) !== 'application' || seen.has(name)) continue;
    seen.add(name);
    const caller = callers.get(name) ?? { frame, grown: 0, depth: 0 };
    callers.set(name, caller);
    caller.grown += bytes;
    caller.depth += bytes * depth;
  }
}
