import type { Hono } from 'hono';
import type { Snapshot } from '../model/snapshot.ts';
import { modelJson } from '../render/snapshot-json.ts';
import { AttachSnapshots } from './attach-snapshots.ts';
import { noStore } from './envelope.ts';
import type { PastEvents } from './past-events.ts';
import { type EventSource, sendEvents } from './send-events.ts';

/**
 * What `sawtooth watch --attach` reads: `GET /api/v1/attach/snapshot` (with `?since=VERSION` what differs from an answer
 * before, with `?target=ID` that target's timeline whole) and `GET /api/v1/attach/events` (with `?after=MS` what is
 * known since then first), in the model's own terms, which change with the version; scripts have the rest of the API.
 */
export function addAttachRoutes(
  app: Hono,
  deps: EventSource & { readonly snapshot: () => Snapshot },
  past: PastEvents,
): void {
  const snapshots = new AttachSnapshots(deps.snapshot, () => performance.now());
  app.get('/api/v1/attach/snapshot', (c) => {
    const text = snapshots.answer(c.req.query('since') ?? null, c.req.query('target') ?? null);
    return c.body(text, 200, { ...noStore, 'content-type': 'application/json; charset=utf-8' });
  });
  app.get('/api/v1/attach/events', (c) => {
    const afterMs = Number(c.req.query('after') ?? Number.POSITIVE_INFINITY);
    return sendEvents(c, deps, modelJson, past.after(afterMs));
  });
}
