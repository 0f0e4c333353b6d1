import { type Context, Hono } from 'hono';
import { followPage } from '../../browser/follow-page.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { fleetPage } from '../../render/page/fleet/fleet-page.ts';
import {
  type FleetQuery,
  fleetParams,
  readFleetQuery,
} from '../../render/page/fleet/fleet-query.ts';
import { type Html, html } from '../../render/page/html.ts';
import { asOf, type LivePage, livePage, type PageShell } from '../../render/page/live-page.ts';
import { lostPage } from '../../render/page/lost-page.ts';
import { pageIcon, pageStyle } from '../../render/page/page-style.ts';
import { watchStyle } from '../../render/page/watch-style.ts';
import { pageHeaders } from '../page-headers.ts';
import { assetHandler } from './assets.ts';
import { LiveHub, type Look } from './live-hub.ts';
import type { PagesDeps } from './pages-deps.ts';
import { sendLive } from './send-live.ts';

/** How often a page that somebody looks at is made anew. */
const everyMs = 2_000;

/** The pages of `serve` for people, and the files that these name. */
export function createPagesApp(deps: PagesDeps): Hono {
  const app = new Hono();
  const hub = new LiveHub(deps.snapshot, deps.pagesEveryMs ?? everyMs);
  const live = (c: Context, look: Look) =>
    sendLive(c, hub, (snapshot) => withTime(look(snapshot), snapshot), deps.signal);

  app.get('/page.css', assetHandler('text/css; charset=utf-8', pageStyle + watchStyle));
  app.get('/page.js', assetHandler('text/javascript; charset=utf-8', `(${followPage})()`));
  app.get('/icon.svg', assetHandler('image/svg+xml', pageIcon));

  const fleet = (snapshot: Snapshot, query: FleetQuery) =>
    fleetPage(snapshot, query, deps.discovery?.());
  app.get('/', (c) => {
    const snapshot = deps.snapshot();
    const query = queryOf(c);
    const params = fleetParams(query).toString();
    const address = params === '' ? 'live' : `live?${params}`;
    return send(c, fleet(snapshot, query), {
      root: '',
      live: address,
      atMs: snapshot.atMs,
      crumb: null,
    });
  });
  app.get('/live', (c) => {
    const query = queryOf(c);
    return live(c, (snapshot) => fleet(snapshot, query));
  });

  app.notFound((c) => {
    return sendLost(c, html`<code>${c.req.path}</code> is not served here.`);
  });
  return app;
}

function queryOf(c: Context): FleetQuery {
  return readFleetQuery(new URL(c.req.url).searchParams);
}

function send(c: Context, page: LivePage, shell: PageShell): Response {
  return c.html(livePage(page, shell), 200, pageHeaders) as Response;
}

/** 404, for people: with a way on. */
function sendLost(c: Context, why: Html): Response {
  const depth = c.req.path.split('/').length - 2;
  return c.html(lostPage(why, '../'.repeat(Math.max(0, depth))), 404, pageHeaders) as Response;
}

/** A stream tells the time too: by it a reader sees that all is well. */
function withTime(page: LivePage | null, { atMs }: Snapshot): LivePage | null {
  return page === null ? null : { ...page, parts: new Map([...page.parts, ['as-of', asOf(atMs)]]) };
}
