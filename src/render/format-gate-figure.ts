import type { Verdict } from '../model/verdict.ts';
import { formatCount } from './format-count.ts';
import { formatDuration } from './format-duration.ts';
import { formatValue } from './format-value.ts';

/** Gates that measure in the signal's own unit, and those that measure minutes of the rule's clock. */
const levels: readonly string[] = ['growth', 'dailyGrowth', 'daySwing', 'swing', 'precedent'];
const times: readonly string[] = ['duration', 'collections', 'outlook', 'horizon'];

/**
 * A gate's number in the unit that its name stands for (src/detect/gates.ts): `138.2 MiB`, `31 min`,
 * `7.56`, `0.021`. Of a gate that is not known here only the number is said; `none` for infinity.
 */
export function formatGateFigure(name: string, value: number, signal: Verdict['signal']): string {
  if (!Number.isFinite(value)) return 'none';
  if (times.includes(name)) return formatDuration(Math.round(value * 60));
  if (levels.includes(name) && signal !== null) return formatValue(value, signal);
  return Math.abs(value) >= 1 || value === 0 ? formatCount(value) : String(+value.toPrecision(2));
}
