import type { ChartFrame } from './chart-axes.ts';
import type { FiredMarks } from './chart-input.ts';

/** A box on a chart, in pixels. */
export type Box = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/** A flag at the time of an alert. `x`: where its staff stands. */
export type FiredFlag = Box & {
  readonly word: 'fired' | 'resolved';
  readonly atMs: number;
  readonly x: number;
};

/** Where the flags of an alert fly, of those that are within the picture. */
export function firedFlags(
  { firedAtMs, resolvedAtMs }: FiredMarks,
  { plot, x, fromMs, untilMs }: ChartFrame,
): readonly FiredFlag[] {
  const times = [
    ['fired', firedAtMs],
    ['resolved', resolvedAtMs],
  ] as const;
  return times.flatMap(([word, atMs]) => {
    if (atMs === null || atMs < fromMs || atMs > untilMs) return [];
    const at = x(atMs);
    // The flag flies to the left where it would leave the picture, and "resolved" stands below "fired".
    const width = 7 * word.length + 8;
    const left = at + width > plot.right ? at - width : at;
    const top = plot.top + (word === 'fired' ? 6 : 24);
    return [{ word, atMs, x: at, left, top, width, height: 15 }];
  });
}
