import { gateUnit } from '../detect/gate-unit.ts';
import type { Gate, Verdict } from '../model/verdict.ts';
import { formatCount } from './format-count.ts';
import { formatDuration } from './format-duration.ts';
import { formatPercent } from './format-percent.ts';
import { formatValue } from './format-value.ts';

/**
 * A gate's number in the unit that its name stands for (src/detect/gate-unit.ts): `138.2 MiB`, `31 min`,
 * `7.56`, `0.021`; times are real ones, as all others beside them. Of a gate that is not known here only the number is
 * said; `none` for infinity.
 */
export function formatGateFigure(
  name: string,
  value: number,
  { signal, timeScale = 1 }: Pick<Verdict, 'signal' | 'timeScale'>,
  of?: Gate['of'],
): string {
  if (!Number.isFinite(value)) return 'none';
  const unit = gateUnit(name);
  if (unit === 'minutes') return formatDuration(Math.round((value * 60) / timeScale));
  if (unit === 'level' && of === 'share') return formatPercent(value);
  if (unit === 'level' && signal !== null) return formatValue(value, signal);
  return Math.abs(value) >= 1 || value === 0 ? formatCount(value) : String(+value.toPrecision(2));
}
