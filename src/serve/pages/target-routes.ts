import type { Context, Hono } from 'hono';
import { withoutSaid } from '../../render/page/live-page.ts';
import { targetPage } from '../../render/page/target-page.ts';
import type { Said } from '../../render/page/watch/said-part.ts';
import { isForeignPage } from '../read-json.ts';
import type { PagesWorld } from './pages-world.ts';
import { sendLive } from './send-live.ts';
import { type PageStatus, sendLost, sendPage } from './send-page.ts';
import { addSnoozeForms, snoozeSaid } from './snooze-forms.ts';

const begun: Said = { text: 'A capture has begun; it is listed when it is done.', tone: 'good' };

/** `GET /targets/ID`, what of it changes, and `POST /targets/ID`, which is its button; the forms of a snooze. */
export function addTargetPages(app: Hono, world: PagesWorld): void {
  const send = (c: Context, id: string, said: Said | null, status: PageStatus = 200) => {
    const snapshot = world.snapshot();
    const page = targetPage(snapshot, id, world, said);
    if (page === null) return sendLost(c, [id, ' is no target that is watched (any more).']);
    const live = `${encodeURIComponent(id)}/live`;
    const shell = {
      root: '../',
      live,
      atMs: snapshot.atMs,
      crumb: 'target',
      isReport: true,
    } as const;
    return sendPage(c, page, shell, status);
  };
  app.get('/targets/:id', (c) => {
    const said = c.req.query('capture') === 'begun' ? begun : snoozeSaid(c);
    return send(c, c.req.param('id'), said);
  });
  app.get('/targets/:id/live', (c) => {
    const id = c.req.param('id');
    return sendLive(c, world, (snapshot) => withoutSaid(targetPage(snapshot, id, world)));
  });
  addSnoozeForms(app, world, {
    ...{ folder: '/targets', send },
    workload: ({ targets }, id) =>
      targets.find(({ target }) => target.id === id)?.target.workload ?? null,
  });
  app.post('/targets/:id', (c) => {
    const id = c.req.param('id');
    if (isForeignPage(c)) {
      const text = 'Nothing was captured: the request comes from a page of another site.';
      return send(c, id, { text, tone: 'warn' }, 403);
    }
    const isWatched = world.snapshot().targets.some(({ target }) => target.id === id);
    if (!isWatched) return send(c, id, null);
    const why = world.control.capture(id, 'manual');
    if (why !== null)
      return send(c, id, { text: `Nothing was captured: ${why}.`, tone: 'warn' }, 503);
    // Whoever loads the answer anew asks for no second capture.
    return c.redirect(`${encodeURIComponent(id)}?capture=begun`, 303);
  });
}
