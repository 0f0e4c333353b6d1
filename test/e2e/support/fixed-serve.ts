import type { WatchEvent } from '../../../src/model/event.ts';
import { failure } from '../../../src/model/result.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import { createApp } from '../../../src/serve/create-app.ts';
import { listen } from '../../../src/serve/listen.ts';
import { createMetrics } from '../../../src/serve/metrics.ts';
import { fakeControl } from '../../support/fake-control.ts';

/** The server of `serve` over a state that does not change: what is shown of it is the same in every run. */
export async function fixedServe(snapshot: Snapshot, events: readonly WatchEvent[]) {
  const stop = new AbortController();
  const { control, captured } = fakeControl();
  const listeners = new Set<(event: WatchEvent) => void>();
  const app = createApp({
    ...{ snapshot: () => snapshot, control, reload: null, signal: stop.signal },
    ...{ metrics: createMetrics('1'), failed: () => undefined },
    readCapture: async () => failure('the capture is made up'),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const listening = await listen(app, { host: '127.0.0.1', port: 0 });
  if (!listening.ok) throw new Error(listening.reason);
  for (const event of events) for (const listener of listeners) listener(event);
  const { url, close } = listening.value;
  return {
    ...{ url, captured },
    stop: async () => {
      stop.abort();
      await close();
    },
  };
}
