import { middleOfThree } from './middle-of-three.ts';

/**
 * How much worse a straight line, or one that was level and then rises, explains the values than two steps
 * (three constant stretches) at the best places do: the ratio of the residual sums of squares, over n^(d/n),
 * the advantage that d more parameters must be worth by Schwarz's criterion (BIC, 1978): five of the steps
 * against two of a line, three of a bent one. Above 1 the steps say more. A straight ramp: near 0, since
 * three stretches leave a ninth of its variance; two steps: far above 1; a staircase of many steps: below 1.
 * One floor that sticks out is no step: medians of three are compared. The best places come from trying all
 * pairs over prefix sums, n²/2 of them (Bai and Perron 2003 minimise the same sum).
 */
export function lineOverSteps(times: Float64Array, raw: Float64Array): number {
  const values = raw.map((value, i) =>
    middleOfThree(raw[i - 1] ?? value, value, raw[i + 1] ?? value),
  );
  const line = lineResidual(times, values);
  const steps = stepsResidual(values);
  // Exact steps leave nothing, an exact line leaves rounding.
  if (line <= 1e-12 * totalOf(values)) return 0;
  const over = (residual: number, spared: number) =>
    Math.min(100, residual / Math.max(steps, residual / 100)) /
    values.length ** (spared / values.length);
  return Math.min(over(line, 3), over(bentResidual(times, values), 2));
}

/**
 * What is left by a line that is level up to a bend and then rises, v = a + b · max(0, t − t_k), at the best k:
 * a leak that began within the window. Sums over what lies behind k are carried along.
 */
function bentResidual(times: Float64Array, values: Float64Array): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let total = 0;
  for (const value of values) total += (value - mean) ** 2;
  let best = total;
  let [count, sumTime, sumSquare, sumValue, sumBoth] = [0, 0, 0, 0, 0];
  for (let i = n - 1; i > 0; i--) {
    const time = (times[i] ?? 0) - (times[0] ?? 0);
    const value = (values[i] ?? 0) - mean;
    count++;
    sumTime += time;
    sumSquare += time * time;
    sumValue += value;
    sumBoth += time * value;
    if (count < n / 3) continue;
    const xs = sumTime - count * time;
    const xx = sumSquare - 2 * time * sumTime + count * time * time - (xs * xs) / n;
    const xv = sumBoth - time * sumValue;
    if (xv > 0 && xx > 0) best = Math.min(best, total - (xv * xv) / xx);
  }
  return best;
}

function lineResidual(times: Float64Array, values: Float64Array): number {
  const n = values.length;
  const meanTime = times.reduce((sum, time) => sum + time, 0) / n;
  const meanValue = values.reduce((sum, value) => sum + value, 0) / n;
  let tt = 0;
  let tv = 0;
  let vv = 0;
  for (let i = 0; i < n; i++) {
    const t = (times[i] ?? 0) - meanTime;
    const v = (values[i] ?? 0) - meanValue;
    tt += t * t;
    tv += t * v;
    vv += v * v;
  }
  return tt === 0 ? vv : Math.max(0, vv - (tv * tv) / tt);
}

function stepsResidual(values: Float64Array): number {
  const n = values.length;
  const sums = new Float64Array(n + 1);
  let squares = 0;
  const origin = values[0] ?? 0;
  for (let i = 0; i < n; i++) {
    const value = (values[i] ?? 0) - origin;
    sums[i + 1] = (sums[i] ?? 0) + value;
    squares += value * value;
  }
  // The part of the squares that a stretch's mean explains.
  const explained = (from: number, to: number) =>
    ((sums[to] ?? 0) - (sums[from] ?? 0)) ** 2 / (to - from);
  let best = 0;
  for (let first = 1; first < n - 1; first++) {
    const before = explained(0, first);
    for (let second = first + 1; second < n; second++) {
      best = Math.max(best, before + explained(first, second) + explained(second, n));
    }
  }
  return Math.max(0, squares - best);
}

function totalOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
