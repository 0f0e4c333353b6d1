import type { LifeEnd } from '../model/reading.ts';

/** What the kubelet writes as the reason; exit 0 is no crash, yet nothing says that it was a deploy. */
const ends: Readonly<Record<string, LifeEnd>> = {
  OOMKilled: 'oom',
  Error: 'crash',
  ContainerCannotRun: 'crash',
  Completed: 'unknown',
};

/** How a life ended of whose container the kubelet gives this reason; undefined: the reason is none that says so. */
export function endOfReason(reason: string): LifeEnd | undefined {
  return Object.hasOwn(ends, reason) ? ends[reason] : undefined;
}
