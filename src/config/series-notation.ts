import { failure, type Result, success } from '../model/result.ts';

/** One step of a series: its value, null where there is none, or the mark that the series ended. */
export type Step = number | null | 'stale';

const number = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const expanding = new RegExp(`^(${number})(?:([+-])(${number}))?x(\\d+)$`);
const single = new RegExp(`^(?:${number}|[+-]?[Ii]nf)$`);
const gaps = /^_(?:x(\d+))?$/;

/** More steps than any test needs; a slip such as x10000000000 must not fill the memory. */
const mostSteps = 1_000_000;

/**
 * promtool's notation for a series → its steps, one for each interval
 * (https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/, "series"):
 *
 *   'a+bxn'  a, a+b, … a+n·b: n+1 values       '_'      no sample        '_xn'  n times none
 *   'a-bxn'  a, a−b, … a−n·b                   'stale'  the series ends
 *   'axn'    a, n+1 times                      'a'      one value; NaN is none
 */
export function parseSeriesNotation(text: string): Result<Step[]> {
  const steps: Step[] = [];
  for (const item of text.trim().split(/\s+/).filter(Boolean)) {
    const part = parseItem(item, mostSteps - steps.length);
    if (!part.ok) return part;
    for (const step of part.value) steps.push(step);
  }
  return success(steps);
}

function parseItem(item: string, room: number): Result<readonly Step[]> {
  if (item === 'stale') return success(['stale']);
  if (/^nan$/i.test(item)) return success([null]);
  if (single.test(item)) return success([parseNumber(item)]);
  const missing = gaps.exec(item);
  if (missing !== null) return repeated(item, Number(missing[1] ?? 1), room, () => null);
  const found = expanding.exec(item);
  if (found === null) {
    return failure(
      `${JSON.stringify(item)} is no series notation; write values like 1 2 3, 100+10x20, 100-10x20, 5x20, _, _x3, stale`,
    );
  }
  const start = Number(found[1]);
  const change = (found[2] === '-' ? -1 : 1) * Number(found[3] ?? 0);
  return repeated(item, Number(found[4]) + 1, room, (i) => start + i * change);
}

function repeated(
  item: string,
  count: number,
  room: number,
  step: (i: number) => Step,
): Result<Step[]> {
  if (count > room) {
    return failure(`${item} makes the series longer than ${mostSteps} steps`);
  }
  return success(Array.from({ length: count }, (_, i) => step(i)));
}

function parseNumber(item: string): number {
  if (/inf$/i.test(item)) return item.startsWith('-') ? -Infinity : Infinity;
  return Number(item);
}
