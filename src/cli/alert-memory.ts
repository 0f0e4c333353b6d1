import type { AlertMemory } from '../serve/seen-alerts.ts';
import type { Store } from '../store/store.ts';

type Kept = Pick<Store, 'recordSizes' | 'putAlerts' | 'removeRecords'>;

/** Nobody sends an alert again after so long that began before: longer than Alertmanager keeps its own log of what it sent. */
const longestMs = 30 * 86_400_000;

/**
 * The alerts that a store knows to be acted upon. What cannot be read or written is as good as never seen: then one
 * that comes again is captured once more.
 */
export function alertMemory(store: Kept, nowMs: () => number): AlertMemory {
  return {
    recall: () => {
      const sizes = store.recordSizes('alert');
      const all = sizes.ok ? sizes.value.toSorted((a, b) => a.atMs - b.atMs) : [];
      const old = all.filter(({ atMs }) => atMs < nowMs() - longestMs);
      if (old.length > 0) forget(store, old);
      return all.slice(old.length).map(({ key }) => key);
    },
    keep: (added, forgotten) => {
      store.putAlerts(added, nowMs());
      if (forgotten.length > 0)
        forget(
          store,
          forgotten.map((key) => ({ key })),
        );
    },
  };
}

function forget(store: Kept, records: readonly { readonly key: string }[]): void {
  store.removeRecords(records.map(({ key }) => ({ kind: 'alert', key })));
}
