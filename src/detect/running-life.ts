import type { Life } from '../model/life.ts';
import type { Instance } from './instance.ts';
import { witnessOf } from './witness.ts';

/** The life of an instance that still runs. */
export function runningLife(instance: Instance): Life {
  const { name, lifeStartAtMs: startAtMs } = instance;
  const witness = witnessOf(instance);
  const peak =
    witness === null ? { peakValue: 0 } : { peakValue: witness.track.peak, signal: witness.name };
  return { instance: name, startAtMs, endAtMs: null, cause: null, ...peak, inferred: false };
}
