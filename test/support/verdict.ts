import type { Concern, Verdict, VerdictKind } from '../../src/model/verdict.ts';

/** A verdict with numbers that look real; what a test is about goes into `over`. */
export function verdict(kind: VerdictKind, concern: Concern, over: Partial<Verdict> = {}): Verdict {
  return {
    atMs: 0,
    kind,
    concern,
    shape: kind === 'leak' || kind === 'sawtooth' ? 'linear' : 'flat',
    leakKind: concern === 'none' ? null : 'heap',
    signal: 'heapLive',
    instance: '127.0.0.1:6060',
    value: 200e6,
    floor: 180e6,
    limitBytes: 512 * 2 ** 20,
    leakRatePerSecond: concern === 'none' ? null : 1e5,
    leakRateInterval: concern === 'none' ? null : [0.9e5, 1.1e5],
    timeToLimitSeconds: concern === 'none' ? null : 3400,
    timeToLimitInterval: concern === 'none' ? null : [3000, 3900],
    confidence: concern === 'alarm' ? 0.97 : 0.3,
    lives: [],
    evidence: {},
    explanation: 'made up for a test',
    ...over,
  };
}
