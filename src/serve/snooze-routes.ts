import type { Hono } from 'hono';
import { nearest } from '../model/nearest.ts';
import type { Snooze } from '../model/quiet.ts';
import type { Result } from '../model/result.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { snoozeJson } from '../render/quiet-json.ts';
import type { Control } from './control.ts';
import { answer, refuse } from './envelope.ts';
import { makeSnooze } from './make-snooze.ts';
import { isForeignPage, readJson } from './read-json.ts';

const maxBytes = 64 * 1024;
const shape = 'the body is {"workload":"…","for":"8h","why":"…","by":"…"}';

/**
 * `POST /api/v1/snoozes` with `{"workload","for":"8h","why","by"}`, `GET` of all that go on, and `DELETE`
 * of one by its id. One of a workload takes the place of the one before.
 */
export function addSnoozeRoutes(
  app: Hono,
  { snapshot, control }: { readonly snapshot: () => Snapshot; readonly control: Control },
): void {
  app.get('/api/v1/snoozes', (c) => answer(c, { snoozes: snapshot().snoozes.map(snoozeJson) }));
  app.post('/api/v1/snoozes', async (c) => {
    const body = await readJson(c, maxBytes);
    if (!body.ok) return body.response;
    const snooze = await makeSnooze(body.value, control, shape);
    if (!snooze.ok) return refuse(c, 400, snooze.reason);
    const stored = await control.snooze(snooze.value);
    const warnings = [...unknownWorkload(snooze.value, snapshot()), ...notStored(stored)];
    return answer(c, snoozeJson(snooze.value), { warnings });
  });
  app.delete('/api/v1/snoozes/:id', async (c) => {
    if (isForeignPage(c)) return refuse(c, 403, 'this is not for web pages of other sites');
    const id = c.req.param('id');
    const ended = control.endSnooze(id);
    if (ended === null) return refuse(c, 404, `no snooze ${id}; GET /api/v1/snoozes lists them`);
    return answer(c, { id }, { warnings: notStored(await ended) });
  });
}

/** A workload may be snoozed before it is there; yet most of those that nobody knows are misspelt. */
function unknownWorkload({ workload }: Snooze, { targets }: Snapshot): string[] {
  const known = [...new Set(targets.map(({ target }) => target.workload))];
  if (known.includes(workload)) return [];
  const near = nearest(workload, known);
  const hint = near === null ? '' : ` (did you mean ${near}?)`;
  return [`no target of workload ${workload} is watched now${hint}`];
}

function notStored(stored: Result<void>): string[] {
  return stored.ok ? [] : [`it holds until sawtooth is stopped: ${stored.reason}`];
}
