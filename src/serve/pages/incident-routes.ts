import type { Hono } from 'hono';
import type { Snapshot } from '../../model/snapshot.ts';
import { incidentPage } from '../../render/page/incident-page.ts';
import type { PagesWorld } from './pages-world.ts';
import { sendLive } from './send-live.ts';
import { sendLost, sendPage } from './send-page.ts';

/** `GET /incidents/ID`, where the links in alerts lead, and what of it changes. */
export function addIncidentPages(app: Hono, world: PagesWorld): void {
  const look = (snapshot: Snapshot, id: string) =>
    incidentPage(snapshot, id, world.history.happenings, world);
  app.get('/incidents/:id', (c) => {
    const id = c.req.param('id');
    const snapshot = world.snapshot();
    const page = look(snapshot, id);
    if (page === null) return sendLost(c, [id, ' is no incident that is known (any more).']);
    const live = `${encodeURIComponent(id)}/live`;
    return sendPage(c, page, { root: '../', live, atMs: snapshot.atMs, crumb: 'incident' });
  });
  app.get('/incidents/:id/live', (c) => {
    const id = c.req.param('id');
    return sendLive(c, world, (snapshot) => look(snapshot, id));
  });
}
