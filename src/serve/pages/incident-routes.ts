import type { Hono } from 'hono';
import type { Snapshot } from '../../model/snapshot.ts';
import { incidentPage } from '../../render/page/incident-page.ts';
import { pageHeaders } from '../page-headers.ts';
import type { PagesWorld } from './pages-world.ts';
import { sendLive } from './send-live.ts';
import { sendLost, sendPage } from './send-page.ts';

const unknown = ' is no incident that is known (any more).';

/** `GET /incidents/ID`, where the links in alerts lead, what of it changes, and its report. */
export function addIncidentPages(app: Hono, world: PagesWorld): void {
  const look = (snapshot: Snapshot, id: string) =>
    incidentPage(snapshot, id, world.history.happenings, world);
  app.get('/incidents/:id', (c) => {
    const id = c.req.param('id');
    const snapshot = world.snapshot();
    const page = look(snapshot, id);
    if (page === null) return sendLost(c, [id, unknown]);
    const live = `${encodeURIComponent(id)}/live`;
    return sendPage(c, page, { root: '../', live, atMs: snapshot.atMs, crumb: 'incident' });
  });
  app.get('/incidents/:id/report.html', async (c) => {
    const id = c.req.param('id');
    const incident = world.snapshot().incidents.find((one) => one.id === id);
    if (incident === undefined) return sendLost(c, [id, unknown]);
    const report = await world.control.report(incident);
    if (!report.ok)
      return c.text(`The report cannot be made: ${report.reason}\n`, 500, pageHeaders);
    // To take away: its script and its style are within it, which no page of ours may have.
    return c.body(report.value, 200, {
      ...pageHeaders,
      'content-security-policy': "default-src 'none'; sandbox",
      'content-type': 'text/html; charset=utf-8',
      'content-disposition': `attachment; filename="sawtooth-report-${id.replaceAll(/[^\w.-]/g, '_')}.html"`,
    });
  });
  app.get('/incidents/:id/live', (c) => {
    const id = c.req.param('id');
    return sendLive(c, world, (snapshot) => look(snapshot, id));
  });
}
