import type { Verdict } from '../model/verdict.ts';

/** A verdict without what it says of the time to come. */
export function withoutForecast(verdict: Verdict): Verdict {
  const { explanation, finding = explanation } = verdict;
  return { ...verdict, timeToLimitSeconds: null, timeToLimitInterval: null, explanation: finding };
}

/** The same without its growth either: whoever has ended, or cannot be seen, is not known to grow. */
export function withoutRamp(verdict: Verdict): Verdict {
  return { ...withoutForecast(verdict), leakRatePerSecond: null, leakRateInterval: null };
}
