import type { Reading } from '../../model/reading.ts';
import type { FetchedChunk } from './fetch-chunk.ts';
import type { ProcessJoin } from './process-join.ts';

/**
 * The readings of the processes of one workload in a stretch, in the order of time. `limitBytes` is for
 * those that have no limit of their own.
 */
export function readingsOfChunk(
  joins: readonly ProcessJoin[],
  chunk: Pick<FetchedChunk, 'points' | 'peaks'>,
  limitBytes: number | null,
): Reading[] {
  const readings = joins.flatMap((join) => join.readings(chunk.points, chunk.peaks));
  if (joins.length > 1) readings.sort((a, b) => a.atMs - b.atMs);
  return limitBytes === null ? readings : readings.map((reading) => withLimit(reading, limitBytes));
}

function withLimit(reading: Reading, limitBytes: number): Reading {
  return reading.limitBytes === undefined ? { ...reading, limitBytes } : reading;
}
