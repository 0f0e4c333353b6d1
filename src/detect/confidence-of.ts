import { geometricMean } from 'simple-statistics';
import type { Evidence, Gate } from '../model/verdict.ts';

/**
 * How far a window lies on the right side of its gates: 1 − e^(−1.5 m), m the geometric mean of the
 * margins (measured over needed), each capped. Just passed everywhere: 0.78. A scale to compare
 * verdicts by, not a calibrated probability.
 */
export function confidenceOf({ significance, monotony, growth, steadiness }: Evidence): number {
  // Beyond twice what is needed it is no accident, whether twenty floors stand in order or forty.
  const margins = [
    marginOf(significance, 2),
    ...[monotony, growth, steadiness].map((gate) => marginOf(gate, 3)),
  ];
  return 1 - Math.exp(-1.5 * geometricMean(margins.filter((margin) => margin !== null)));
}

function marginOf(gate: Gate | undefined, most: number): number | null {
  if (gate === undefined) return null;
  return Math.min(most, Math.max(0.01, gate.needs > 0 ? gate.value / gate.needs : most));
}
