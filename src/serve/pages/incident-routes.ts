import type { Context, Hono } from 'hono';
import type { Snapshot } from '../../model/snapshot.ts';
import { incidentPage } from '../../render/page/incident-page.ts';
import { withoutSaid } from '../../render/page/live-page.ts';
import type { Said } from '../../render/page/watch/said-part.ts';
import { pageHeaders } from '../page-headers.ts';
import type { PagesWorld } from './pages-world.ts';
import { sendLive } from './send-live.ts';
import { type PageStatus, sendLost, sendPage } from './send-page.ts';
import { addSnoozeForms, snoozeSaid } from './snooze-forms.ts';

const unknown = ' is no incident that is known (any more).';

/** `GET /incidents/ID`, where the links in alerts lead, what of it changes, and its report. */
export function addIncidentPages(app: Hono, world: PagesWorld): void {
  const look = (snapshot: Snapshot, id: string, said: Said | null = null) =>
    incidentPage(snapshot, id, world.history.happenings, world, said);
  const send = (c: Context, id: string, said: Said | null, status: PageStatus = 200) => {
    const snapshot = world.snapshot();
    const page = look(snapshot, id, said);
    if (page === null) return sendLost(c, [id, unknown]);
    const live = `${encodeURIComponent(id)}/live`;
    const shell = { root: '../', live, atMs: snapshot.atMs, crumb: 'incident' } as const;
    return sendPage(c, page, shell, status);
  };
  app.get('/incidents/:id', (c) => send(c, c.req.param('id'), snoozeSaid(c)));
  addSnoozeForms(app, world, {
    ...{ folder: '/incidents', send },
    workload: ({ incidents }, id) => incidents.find((one) => one.id === id)?.workload ?? null,
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
    return sendLive(c, world, (snapshot) => withoutSaid(look(snapshot, id)));
  });
}
