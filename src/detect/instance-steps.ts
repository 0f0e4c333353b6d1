import { median } from 'simple-statistics';
import { constants } from './constants.ts';
import { type Instance, putNumber } from './instance.ts';
import { instancePart as part, stepsKept } from './instance-part.ts';

/** Seven weeks: what four bytes hold. */
const longestMs = 2 ** 32 - 1;

/** Notes the time since the reading before. */
export function noteStep(instance: Instance, stepMs: number, timeScale: number): void {
  const { cells, base } = instance;
  const before = cells.getUint8(base + part.stepCount);
  cells.setUint32(
    base + part.steps + 4 * (before % stepsKept),
    Math.min(longestMs, Math.round(stepMs)),
    true,
  );
  const count = before + 1 === 2 * stepsKept ? stepsKept : before + 1;
  cells.setUint8(base + part.stepCount, count);
  // A series' step hardly changes: the median is found anew once for each round of the ring.
  if (count > stepsKept) return;
  const steps: number[] = [];
  for (let i = 0; i < count; i++) {
    const ms = cells.getUint32(base + part.steps + 4 * i, true);
    steps.push((ms * timeScale) / constants.baseWidthMs);
  }
  putNumber(instance, part.step, median(steps));
}

/** Hands the steps of a life on to the next one, which is read as often. */
export function copySteps(from: Instance, to: Instance): void {
  putNumber(to, part.step, from.step);
  for (let place = part.stepCount; place < part.steps + 4 * stepsKept; place++) {
    to.cells.setUint8(to.base + place, from.cells.getUint8(from.base + place));
  }
}
