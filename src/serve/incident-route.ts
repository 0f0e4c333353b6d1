import type { Hono } from 'hono';
import type { Snapshot } from '../model/snapshot.ts';
import { incidentPage } from '../render/page/incident-page.ts';
import { silenceText, snoozeText } from '../render/quiet-text.ts';
import { pageHeaders } from './page-headers.ts';

/** `GET /incidents/ID`: the page that the links in alerts lead to. */
export function addIncidentRoute(app: Hono, snapshot: () => Snapshot): void {
  app.get('/incidents/:id', (c) => {
    const { incidents, snoozes, silences } = snapshot();
    const incident = incidents.find(({ id }) => id === c.req.param('id'));
    if (incident === undefined) {
      const text = 'This incident is not known (any more). sawtooth incidents lists the store.\n';
      return c.text(text, 404, pageHeaders);
    }
    const silence = silences.get(incident.id);
    const quiet = [
      ...snoozes.filter(({ workload }) => workload === incident.workload).map(snoozeText),
      ...(silence === undefined ? [] : [silenceText(silence)]),
    ];
    return c.html(incidentPage(incident, quiet), 200, pageHeaders);
  });
}
