import type { TargetSnapshot } from '../model/snapshot.ts';
import { instanceOf } from '../model/target.ts';
import type { Unseen } from './report/lives-table.ts';

/** Of a target that is down, that it cannot be seen and since when; null: it can, or nobody knows since when. */
export function unseenOf(shown: TargetSnapshot | null): Unseen | null {
  if (shown === null || shown.health !== 'down' || shown.downSinceMs == null) return null;
  return { instance: instanceOf(shown.target), sinceMs: shown.downSinceMs };
}
