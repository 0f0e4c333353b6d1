import { basename } from 'node:path';
import { type Context, Hono } from 'hono';
import type { Capture } from '../model/capture.ts';
import type { WatchEvent } from '../model/event.ts';
import type { Incident } from '../model/incident.ts';
import type { Result } from '../model/result.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { WebConfig } from '../model/web-config.ts';
import { eventJson } from '../render/event-json.ts';
import { incidentJson } from '../render/incident-json.ts';
import { jsonLine } from '../render/json-line.ts';
import { silenceJson, snoozeJson } from '../render/quiet-json.ts';
import { targetJson } from '../render/target-json.ts';
import { allowedMethods } from './allowed-methods.ts';
import { askForLogin } from './ask-for-login.ts';
import { addAttachRoutes } from './attach-routes.ts';
import { addCaptureRoute } from './capture-route.ts';
import { addDifferenceRoute } from './difference-route.ts';
import { droppedJson } from './dropped-json.ts';
import { answer, noStore, refuse } from './envelope.ts';
import { EventHistory } from './event-history.ts';
import { addHealthRoutes } from './health-routes.ts';
import type { Metrics } from './metrics.ts';
import { pageOf } from './page-of.ts';
import { addPages } from './pages/add-pages.ts';
import type { PagesDeps } from './pages/pages-deps.ts';
import { PastEvents } from './past-events.ts';
import { sendEvents } from './send-events.ts';
import { SharedAnswer } from './shared-answer.ts';
import { addSnoozeRoutes } from './snooze-routes.ts';
import { addWebhookRoute, type WebhookDeps } from './webhook-route.ts';

/** What the server shows. */
export type AppDeps = PagesDeps &
  Pick<WebhookDeps, 'alerts' | 'noteUse'> & {
    readonly subscribe: (listener: (event: WatchEvent) => void) => () => void;
    /** How many listeners there are now. Absent: nobody counts. */
    readonly streams?: () => number;
    /** The bytes of a stored capture, as they came. */
    readonly readCapture: (capture: Capture) => Promise<Result<Uint8Array>>;
    readonly metrics: Pick<Metrics, 'page'>;
    /** Reads the configuration anew; null: nobody may ask for that over HTTP. */
    readonly reload: (() => Promise<Result<void>>) | null;
    /** What is wrong with this process: a sentence; null: nothing. Absent: nobody looks. */
    readonly complaint?: () => string | null;
    /** Who may ask, and the headers of every answer; absent: everybody may. */
    readonly webConfig?: () => WebConfig;
  };

/** The routes of `serve`, without a socket: `app.request('/metrics')` answers. */
export function createApp(deps: AppDeps): Hono {
  const app = new Hono();
  if (deps.webConfig !== undefined) app.use(askForLogin(deps.webConfig, deps.noteUse));
  addHealthRoutes(app, deps);
  app.on(['PUT', 'POST'], '/-/reload', (c) => reload(c, deps));
  app.all('/-/reload', (c) => {
    return c.text('PUT or POST it: only these reload.\n', 405, { ...noStore, allow: 'PUT, POST' });
  });
  const history = new EventHistory();
  const past = new PastEvents();
  deps.signal.addEventListener(
    'abort',
    deps.subscribe((event) => {
      history.add(event);
      past.add(event);
    }),
    { once: true },
  );
  const sendLost = addPages(app, deps, history);
  const figures = new SharedAnswer(
    () => performance.now(),
    () => deps.metrics.page(deps.snapshot(), deps.discovery?.()),
  );
  app.get('/metrics', async (c) => {
    const { text, contentType } = await figures.get();
    return c.body(text, 200, { ...noStore, 'content-type': contentType });
  });
  app.get('/api/v1/targets', (c) => {
    const state = deps.discovery?.();
    const { targets } = deps.snapshot();
    const page = pageOf(c, targets);
    if (!page.ok) return refuse(c, 400, page.reason);
    const { items, warnings } = page.value;
    const dropped = state === undefined ? {} : droppedJson(state);
    const data = { activeTargets: items.map(targetJson), total: targets.length, ...dropped };
    return answer(c, data, { warnings });
  });
  app.get('/api/v1/incidents', (c) => {
    const shown = deps.snapshot();
    const page = pageOf(c, shown.incidents);
    if (!page.ok) return refuse(c, 400, page.reason);
    const { items, warnings } = page.value;
    return answer(c, { incidents: items.map((one) => withQuiet(one, shown)) }, { warnings });
  });
  app.get('/api/v1/incidents/:id', (c) => {
    const id = c.req.param('id');
    const shown = deps.snapshot();
    const incident = shown.incidents.find((one) => one.id === id);
    return incident === undefined
      ? refuse(c, 404, `no incident ${id}; GET /api/v1/incidents lists them`)
      : answer(c, withQuiet(incident, shown));
  });
  addDifferenceRoute(app, deps);
  addCaptureRoute(app, deps);
  addSnoozeRoutes(app, deps);
  addWebhookRoute(app, deps);
  // A capture's id is its place in the store, with slashes in it.
  app.get('/api/v1/captures/:id{.+}', (c) => sendCapture(c, deps, c.req.param('id')));
  app.get('/api/v1/events', (c) => sendEvents(c, deps, (event) => jsonLine(eventJson(event))));
  addAttachRoutes(app, deps, past);
  app.notFound((c) => {
    const allow = allowedMethods(app, c.req.path).join(', ');
    if (allow !== '') {
      const why = `${c.req.path} is not for ${c.req.method}; it takes ${allow}`;
      return refuse(c, 405, why, { headers: { allow } });
    }
    if (wantsPage(c)) return sendLost(c);
    return refuse(c, 404, `${c.req.method} ${c.req.path} is not served here; GET / shows what is`);
  });
  app.onError((error, c) => {
    deps.failed(c.req.path, error);
    return refuse(c, 500, error.message);
  });
  return app;
}

/** Whether it is a browser that somebody sits at, and not a program. */
function wantsPage(c: Context): boolean {
  const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
  return isRead && (c.req.header('accept') ?? '').includes('text/html');
}

/** An incident, and who wants to hear nothing of it: null, nobody. */
function withQuiet(incident: Incident, { snoozes, silences }: Snapshot) {
  const silence = silences.get(incident.id);
  const snooze = snoozes.find(({ workload }) => workload === incident.workload);
  return {
    ...incidentJson(incident),
    silence: silence === undefined ? null : silenceJson(silence),
    snooze: snooze === undefined ? null : snoozeJson(snooze),
  };
}

/** In plain text, as Prometheus answers: it is people and scripts with curl who ask. */
async function reload(c: Context, deps: AppDeps): Promise<Response> {
  if (deps.reload === null) {
    return c.text(
      'Reloading over HTTP is off. Start serve with --web.enable-lifecycle, or send a SIGHUP.\n',
      403,
      noStore,
    );
  }
  // A browser says from which page a request comes; none of them has a reason to ask for this.
  if (c.req.header('origin') !== undefined) {
    return c.text('Reloading is not for web pages: the request names an Origin.\n', 403, noStore);
  }
  const reloaded = await deps.reload();
  return reloaded.ok
    ? c.text('The configuration is reloaded.\n', 200, noStore)
    : c.text(`The old configuration stays. ${reloaded.reason}\n`, 500, noStore);
}

async function sendCapture(c: Context, deps: AppDeps, id: string): Promise<Response> {
  const { targets, incidents } = deps.snapshot();
  // Only what the engine itself stored can be asked for: no path comes from the request.
  const known = [...targets, ...incidents].flatMap(({ captures }) => captures);
  const capture = known.find((one) => one.id === id);
  if (capture === undefined) return refuse(c, 404, `no capture ${id}`);
  const bytes = await deps.readCapture(capture);
  if (!bytes.ok) return refuse(c, 500, bytes.reason);
  const name = basename(capture.path).replaceAll(/[^\w.-]/g, '_');
  return c.body(new Uint8Array(bytes.value), 200, {
    ...noStore,
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${name}"`,
  });
}
