import type { Instance } from './instance.ts';
import type { Level } from './stood-at-limit.ts';
import { witnessOf } from './witness.ts';

/** The highest that was seen of what an instance's limit counts, else of its best witness, in bytes. */
export function endLevel(instance: Instance): Level {
  const { limitBytes, tracks } = instance;
  const witness = witnessOf(instance)?.track;
  const usedBytes = tracks.workingSet?.peak ?? tracks.rss?.peak ?? witness?.peak ?? 0;
  return { usedBytes, limitBytes };
}
