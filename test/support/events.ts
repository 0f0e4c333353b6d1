import type { WatchEvent } from '../../src/model/event.ts';
import { capture, heapDiff, incident, nowMs, sawtoothTarget } from './snapshots.ts';

/** One event of each kind, a second apart, as they come when a leak is found. */
export function everyEvent(): WatchEvent[] {
  const { target, verdict, captures } = sawtoothTarget();
  if (verdict === null) throw new Error('the made-up target has a verdict');
  const about = { target: '127.0.0.1:6060', workload: 'goleaky' };
  const own = { target: '', workload: '' };
  const endedLife = {
    instance: about.target,
    startAtMs: nowMs - 80_000,
    endAtMs: nowMs - 7_000,
    cause: 'oom',
    peakValue: 61.5 * 2 ** 20,
    inferred: false,
  } as const;
  const kinds = [
    {
      ...own,
      kind: 'discovery-failed',
      job: 'pods',
      reason: 'GET https://10.0.0.1/…: 403 Forbidden',
    },
    { ...own, kind: 'discovery-recovered', job: 'pods' },
    {
      ...own,
      kind: 'targets-refused',
      job: 'pods',
      reason: 'http://10.0.0.1/metrics has the same labels',
    },
    { ...about, kind: 'target-up', what: 'a pprof endpoint of a Go program' },
    {
      ...about,
      kind: 'notice',
      notice: 'of app (pid 7, user 1000) user 65532 may read VmRSS alone',
    },
    { ...about, kind: 'verdict', rule: 'MemoryLeak', verdict },
    { ...about, kind: 'captured', capture: capture(target, 'incident', 9) },
    {
      ...about,
      kind: 'capture-failed',
      role: 'incident',
      reason: 'GET http://127.0.0.1:6060/…: no answer in 30 s',
    },
    { ...about, kind: 'diffed', diff: heapDiff, captures },
    { ...about, kind: 'incident', incident: incident() },
    { ...about, kind: 'notified', incident: '01JD9XKQ2M', receiver: 'demo', status: 'firing' },
    {
      ...about,
      kind: 'notify-failed',
      incident: '01JD9XKQ2M',
      receiver: 'pager',
      reason: 'status 500 after 9 attempts',
    },
    { ...about, kind: 'target-down', reason: 'the connection was refused' },
    { ...about, kind: 'life-ended', life: endedLife, limitBytes: 64 * 2 ** 20 },
    { ...own, kind: 'config-reloaded' },
    { ...own, kind: 'config-rejected', reason: 'sawtooth.yaml:3:1: unknown field `scrap_configs`' },
    { ...own, kind: 'stopping', reason: 'interrupted' },
  ] as const;
  return kinds.map((event, i) => ({ ...event, atMs: nowMs - (kinds.length - i) * 1000 }));
}
