import type { Life } from '../model/life.ts';
import type { Signal } from '../model/signal.ts';
import { formatValue } from './format-value.ts';

/**
 * How high a life stood, in the unit of what its height is of: lives of one verdict need not all be of its signal, since
 * of each that is told which rose to its end. `signal`: of the verdict, for lives that say nothing themselves.
 */
export function lifePeak(life: Life, signal: Signal | 'value' | null): string {
  return formatValue(life.peakValue, life.signal ?? signal ?? 'value');
}
