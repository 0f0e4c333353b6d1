import type { LeakShape } from '../model/verdict.ts';
import type { WindowFigures } from './window-figures.ts';

/** How a leak grows, from the form of its window. */
export function leakShape({ level, steadiness }: WindowFigures): LeakShape {
  if (level >= staircase) return 'staircase';
  if (steadiness >= accelerating) return 'accelerating';
  return steadiness < 1 / accelerating ? 'slowing' : 'linear';
}

/** Half of the floors lie on a tread; the late slope is half as steep again as the early one. */
const staircase = 0.5;
const accelerating = 1.5;
