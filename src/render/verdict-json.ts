import type { Verdict } from '../model/verdict.ts';
import { lifeJson } from './life-json.ts';

/**
 * A verdict as `analyze --json`, `watch --json` and the HTTP API write it: times in
 * unix seconds, rates per second in the signal's unit, intervals of 80 %. `counted` is there where the limit counts
 * another signal than this one.
 */
export function verdictJson(verdict: Verdict) {
  return {
    verdict: verdict.kind,
    concern: verdict.concern,
    shape: verdict.shape,
    leakKind: verdict.leakKind,
    signal: verdict.signal,
    instance: verdict.instance,
    value: verdict.value,
    floor: verdict.floor,
    limitBytes: verdict.limitBytes,
    ...(verdict.counted === undefined ? {} : { counted: verdict.counted }),
    leakRatePerSecond: verdict.leakRatePerSecond,
    leakRateInterval: verdict.leakRateInterval,
    timeToLimitSeconds: verdict.timeToLimitSeconds,
    timeToLimitInterval: verdict.timeToLimitInterval,
    confidence: verdict.confidence,
    lives: verdict.lives.map(lifeJson),
    explanation: verdict.explanation,
    evidence: verdict.evidence,
  };
}
