import { constants } from './constants.ts';
import type { Instance } from './instance.ts';

/** How long an instance may go unseen before anything may have happened to it meanwhile. */
export function longestGapMs({ step }: Pick<Instance, 'step'>, timeScale: number): number {
  const stepMs = step * (constants.baseWidthMs / timeScale);
  return Math.max(constants.gapMs / timeScale, constants.gapSteps * stepMs);
}
