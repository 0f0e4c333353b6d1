import type { Context, Hono } from 'hono';
import type { Incident } from '../../model/incident.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { incidentNow } from '../../render/incident-now.ts';
import { type GrowthOf, incidentPage } from '../../render/page/incident-page.ts';
import { withoutSaid } from '../../render/page/live-page.ts';
import { growthStub } from '../../render/page/watch/growth-part.ts';
import type { Said } from '../../render/page/watch/said-part.ts';
import { pageHeaders } from '../page-headers.ts';
import type { PagesWorld } from './pages-world.ts';
import { sendLive } from './send-live.ts';
import { type PageStatus, sendLost, sendPage, sendPart } from './send-page.ts';
import { addSnoozeForms, snoozeSaid } from './snooze-forms.ts';

const unknown = ' is no incident that is known (any more).';

/** `GET /incidents/ID`, where the links in alerts lead, what of it changes, what its captures show, and its report. */
export function addIncidentPages(app: Hono, world: PagesWorld): void {
  const look = (snapshot: Snapshot, id: string, growthOf: GrowthOf, said: Said | null = null) =>
    incidentPage(snapshot, id, { happenings: world.history.happenings, growthOf, said, ...world });
  const send = (c: Context, id: string, said: Said | null, status: PageStatus = 200) => {
    const snapshot = world.snapshot();
    const isAsked = c.req.query('growth') === 'show';
    const page = look(snapshot, id, (incident) => world.growth.of(incident, isAsked).html, said);
    if (page === null) return sendLost(c, [id, unknown]);
    const live = `${encodeURIComponent(id)}/live`;
    const shell = {
      root: '../',
      live,
      atMs: snapshot.atMs,
      crumb: 'incident',
      isReport: true,
    } as const;
    return sendPage(c, page, shell, status);
  };
  app.get('/incidents/:id', (c) => send(c, c.req.param('id'), snoozeSaid(c)));
  addSnoozeForms(app, world, {
    ...{ folder: '/incidents', send },
    workload: ({ incidents }, id) => incidents.find((one) => one.id === id)?.workload ?? null,
  });
  app.get('/incidents/:id/report.html', async (c) => {
    const id = c.req.param('id');
    const snapshot = world.snapshot();
    const incident = snapshot.incidents.find((one) => one.id === id);
    if (incident === undefined) return sendLost(c, [id, unknown]);
    const report = await world.control.report(incidentNow(incident, snapshot));
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
    // A stream tells which version there is; hundreds of kilobytes each time that somebody comes back would be too much.
    const stub = (incident: Incident) =>
      growthStub(world.growth.of(incident).version, `${encodeURIComponent(id)}/growth`);
    return sendLive(c, world, (snapshot) => withoutSaid(look(snapshot, id, stub)));
  });
  app.get('/incidents/:id/growth', (c) => {
    const id = c.req.param('id');
    const incident = world.snapshot().incidents.find((one) => one.id === id);
    if (incident === undefined) return sendLost(c, [id, unknown]);
    return sendPart(c, world.growth.of(incident).html);
  });
}
