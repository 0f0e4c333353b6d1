import type { Context, Hono } from 'hono';
import type { Snapshot } from '../../model/snapshot.ts';
import { fleetPage } from '../../render/page/fleet/fleet-page.ts';
import {
  type FleetQuery,
  fleetParams,
  readFleetQuery,
} from '../../render/page/fleet/fleet-query.ts';
import type { PagesWorld } from './pages-world.ts';
import { sendLive } from './send-live.ts';
import { sendPage } from './send-page.ts';

/** `GET /`: the fleet, and `GET /live`: what of it changes. */
export function addFleetPage(app: Hono, world: PagesWorld): void {
  const fleet = (snapshot: Snapshot, query: FleetQuery) =>
    fleetPage(snapshot, query, world.discovery?.());
  app.get('/', (c) => {
    const snapshot = world.snapshot();
    const query = queryOf(c);
    const params = fleetParams(query).toString();
    const live = params === '' ? 'live' : `live?${params}`;
    return sendPage(c, fleet(snapshot, query), {
      ...{ root: '', live, atMs: snapshot.atMs, crumb: null },
    });
  });
  app.get('/live', (c) => {
    const query = queryOf(c);
    return sendLive(c, world, (snapshot) => fleet(snapshot, query));
  });
}

function queryOf(c: Context): FleetQuery {
  return readFleetQuery(new URL(c.req.url).searchParams);
}
