import type { PartOfFleet } from '../store/bucket/part-of-fleet.ts';
import type { Store } from '../store/store.ts';
import type { Remembered } from '../watch/remembered.ts';
import { UsageError } from './command.ts';

/**
 * What the store holds is told of and gone on with; one that cannot be read must be seen by who starts it. `belongsHere` as
 * of `PartOfFleet`: an incident whose workload another shard has by now counts as that one's, who goes on with it.
 */
export function leftInStore(
  store: Pick<Store, 'listIncidents' | 'listSnoozes' | 'listNotifications'>,
  owed: ReadonlySet<string>,
  belongsHere: PartOfFleet['belongsHere'],
): Remembered {
  const incidents = store.listIncidents();
  const snoozes = store.listSnoozes();
  if (!incidents.ok) throw new UsageError(incidents.reason);
  if (!snoozes.ok) throw new UsageError(snoozes.reason);
  const shown = new Set(incidents.value.filter(({ state }) => state === 'resolved').slice(-100));
  const known = incidents.value.filter(
    (one) => one.state === 'firing' || shown.has(one) || owed.has(one.id),
  );
  const ids = new Set(known.map(({ id }) => id));
  const listed = store.listNotifications();
  const told = (listed.ok ? listed.value : []).filter(
    ({ incident, state }) => state !== 'owed' && ids.has(incident),
  );
  const moved = new Set(known.filter((one) => belongsHere?.(one) === false).map(({ id }) => id));
  const doubted = known.filter(({ id, isDoubted }) => isDoubted === true || moved.has(id));
  const recalled = new Set(doubted.map(({ id }) => id));
  return { incidents: known, snoozes: snoozes.value, owed, recalled, moved, told };
}
