import { setTimeout as delay } from 'node:timers/promises';
import { Hono } from 'hono';
import { noStore, refuse } from './envelope.ts';

/** How long a request may wait for the app: a start that takes no longer is seen by nobody. */
const patienceMs = 1_000;

/** When to ask again, in seconds. */
const again = { 'retry-after': '2' };

/** What a server hands its requests to: before there is an app it says what is being loaded, from then on it is the app. */
export type Front = {
  readonly fetch: Hono['fetch'];
  readonly show: (app: Pick<Hono, 'fetch'>) => void;
};

/**
 * A front without an app. `/-/healthy` is answered at once, and so is `/-/ready`, with 503 and `loading`, a sentence; any
 * other request waits a moment for the app and is refused then, so that who has something to say says it again.
 */
export function openFront(loading: string, waitMs = patienceMs): Front {
  let shown: Pick<Hono, 'fetch'> | null = null;
  let come = () => {};
  const isThere = new Promise<void>((resolve) => {
    come = resolve;
  });
  const before = new Hono();
  before.get('/-/healthy', (c) => c.text('sawtooth is healthy.\n', 200, noStore));
  before.get('/-/ready', (c) => c.text(`${loading}\n`, 503, { ...noStore, ...again }));
  before.all('*', async (c) => {
    const waited = new AbortController();
    await Promise.race([
      isThere,
      delay(waitMs, undefined, { signal: waited.signal }).catch(() => undefined),
    ]);
    waited.abort();
    if (shown === null) return refuse(c, 503, loading, { headers: again });
    return shown.fetch(c.req.raw, c.env);
  });
  return {
    fetch: (...request) => (shown ?? before).fetch(...request),
    show: (app) => {
      shown = app;
      come();
    },
  };
}
