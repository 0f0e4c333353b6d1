import type { Context, Hono } from 'hono';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Said } from '../../render/page/watch/said-part.ts';
import { makeSnooze } from '../make-snooze.ts';
import { readForm } from '../read-json.ts';
import type { PagesWorld } from './pages-world.ts';
import type { PageStatus } from './send-page.ts';

/** A form of three short fields. */
const maxBytes = 16 * 1024;

/** The pages that have the forms of a snooze. */
type Forms = {
  /** Where they are: `/targets`. */
  readonly folder: string;
  /** Which workload the page of an id is about; null: there is no such page. */
  readonly workload: (snapshot: Snapshot, id: string) => string | null;
  /** The page once more, with a sentence on top. */
  readonly send: (c: Context, id: string, said: Said | null, status?: PageStatus) => Response;
};

/** What a page says after it was led back to: in its address, so that whoever loads it anew asks for nothing twice. */
export function snoozeSaid(c: Context): Said | null {
  switch (c.req.query('snooze')) {
    case 'begun':
      return { text: 'Snoozed: nobody is alerted of it until then.', tone: 'good' };
    case 'ended':
      return { text: 'The snooze is over: whoever is to be alerted is.', tone: 'good' };
    default:
      return null;
  }
}

/**
 * `POST …/ID/snooze` and `…/ID/unsnooze`, which are the forms of a page: the same as the API's snoozes, with the same
 * refusal of what another site's page sends.
 */
export function addSnoozeForms(app: Hono, world: PagesWorld, forms: Forms): void {
  const { control } = world;
  const { folder, workload, send } = forms;
  const warn = (c: Context, id: string, why: string, status: PageStatus) =>
    send(c, id, { text: `Nothing was changed: ${why}.`, tone: 'warn' }, status);
  const back = (c: Context, id: string, query: string) =>
    c.redirect(`../${encodeURIComponent(id)}?snooze=${query}`, 303);
  app.post(`${folder}/:id/snooze`, async (c) => {
    const id = c.req.param('id');
    const form = await readForm(c, maxBytes);
    if (!form.ok) return warn(c, id, form.why, form.status);
    const about = workload(world.snapshot(), id);
    if (about === null) return send(c, id, null);
    const { why = '', by = '' } = form.value;
    const wish = { workload: about, for: form.value['for'] ?? '', why, by };
    const snooze = await makeSnooze(wish, control, 'the form says why and for how long');
    if (!snooze.ok) return warn(c, id, snooze.reason, 400);
    const stored = await control.snooze(snooze.value);
    return stored.ok ? back(c, id, 'begun') : send(c, id, untilStopped(stored.reason));
  });
  app.post(`${folder}/:id/unsnooze`, async (c) => {
    const id = c.req.param('id');
    const form = await readForm(c, maxBytes);
    if (!form.ok) return warn(c, id, form.why, form.status);
    const ended = await control.endSnooze(form.value['id'] ?? '');
    // Somebody else was quicker, or its time has come.
    if (ended === null) return warn(c, id, 'there is no such snooze (any more)', 404);
    return ended.ok ? back(c, id, 'ended') : send(c, id, untilStopped(ended.reason));
  });
}

function untilStopped(reason: string): Said {
  return { text: `It holds until sawtooth is stopped: ${reason}.`, tone: 'warn' };
}
