import type { Hono } from 'hono';
import type { Snapshot } from '../model/snapshot.ts';
import { modelJson, snapshotJson } from '../render/snapshot-json.ts';
import { noStore } from './envelope.ts';
import { type EventSource, sendEvents } from './send-events.ts';

/**
 * What `sawtooth watch --attach` reads: `GET /api/v1/attach/snapshot` (with `?target=ID` that target's timeline whole)
 * and `GET /api/v1/attach/events`, in the model's own terms, which change with the version; scripts have the rest of the API.
 */
export function addAttachRoutes(
  app: Hono,
  deps: EventSource & { readonly snapshot: () => Snapshot },
): void {
  app.get('/api/v1/attach/snapshot', (c) => {
    const text = snapshotJson(deps.snapshot(), c.req.query('target') ?? null);
    return c.body(text, 200, { ...noStore, 'content-type': 'application/json; charset=utf-8' });
  });
  app.get('/api/v1/attach/events', (c) => sendEvents(c, deps, modelJson));
}
