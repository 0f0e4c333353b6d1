import type { Hono } from 'hono';
import { fingerprint } from '../model/labels.ts';
import { nearest } from '../model/nearest.ts';
import type { Snooze } from '../model/quiet.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { printable } from '../render/printable.ts';
import { snoozeJson } from '../render/quiet-json.ts';
import type { Control } from './control.ts';
import { answer, refuse } from './envelope.ts';
import { isForeignPage, readJson } from './read-json.ts';

const maxBytes = 64 * 1024;

/** What is longer is a rule that ought to be changed. */
const mostMs = 366 * 86_400_000;

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
    const snooze = await snoozeOf(body.value, control);
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

async function snoozeOf(body: unknown, { parseDuration, nowMs }: Control): Promise<Result<Snooze>> {
  const { snoozeShape } = await import('./request-shapes.ts');
  const asked = snoozeShape.safeParse(body);
  if (!asked.success) {
    const [issue] = asked.error.issues;
    const where = issue?.path.join('.') ?? '';
    return failure(
      `the body is {"workload":"…","for":"8h","why":"…","by":"…"}: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`,
    );
  }
  const { workload, why, by } = asked.data;
  const forMs = parseDuration(asked.data.for);
  if (!forMs.ok) return failure(`for: ${forMs.reason}`);
  if (forMs.value <= 0) return failure('for: it has to be longer than 0');
  if (forMs.value > mostMs) return failure('for: at most a year; change the rule instead');
  const sinceMs = nowMs();
  return success({
    id: fingerprint({ workload, since: String(sinceMs) }),
    workload,
    why: printable(why),
    by: printable(by),
    sinceMs,
    untilMs: sinceMs + forMs.value,
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
