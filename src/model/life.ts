import type { EndWitness, LifeEnd } from './reading.ts';
import type { Signal } from './signal.ts';

/**
 * One run of one process of a workload. `endAtMs` and `cause` are null while it runs.
 * `inferred`: only a fall of the value says that it ended. `causeBy`: who says how, where that is known.
 * `signal`: what `peakValue` is of; absent: of what the memory limit counts, or an older version wrote it.
 */
export type Life = {
  readonly instance: string;
  readonly startAtMs: number;
  readonly endAtMs: number | null;
  readonly cause: LifeEnd | null;
  readonly peakValue: number;
  readonly inferred: boolean;
  readonly causeBy?: EndWitness;
  readonly signal?: Signal | 'value';
};
