import type { Life } from '../model/life.ts';
import type { Instance } from './instance.ts';
import { witnessOf } from './witness.ts';

/** The life of an instance that still runs. */
export function runningLife(instance: Instance): Life {
  const { name, lifeStartAtMs: startAtMs } = instance;
  const peakValue = witnessOf(instance)?.track.peak ?? 0;
  return { instance: name, startAtMs, endAtMs: null, cause: null, peakValue, inferred: false };
}
