import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { RecordChange } from './record-book.ts';
import type { WorkloadState } from './store.ts';

/**
 * The fastest level: a third of the bytes for a tenth of a millisecond, and what others save on top of that is a
 * fiftieth (`npm run bench -- flush`).
 */
const level = 1;

/** No state of a workload comes near that; a damaged one may. */
const mostBytes = 64 * 1024 ** 2;

/** What is known of a workload as a record: JSON, deflated. */
export function workloadRecord({ workload, state }: WorkloadState, atMs: number): RecordChange {
  const value = deflateRawSync(JSON.stringify(state), { level });
  return { kind: 'workload', key: workload, atMs, value };
}

/** What a record says of a workload; null: it cannot be read. */
export function parseWorkload(value: string | Uint8Array): unknown {
  try {
    if (typeof value === 'string') return null;
    return JSON.parse(inflateRawSync(value, { maxOutputLength: mostBytes }).toString('utf8'));
  } catch {
    return null;
  }
}
