import type { z } from 'zod';
import { parseJson } from '../model/json-fault.ts';
import type { Silence } from '../model/quiet.ts';
import type { AlertmanagerConfig } from '../model/receiver.ts';
import { failure, type Result, success } from '../model/result.ts';
import { printable } from '../render/printable.ts';
import type { Way } from './attempt.ts';
import { freshReceiver } from './fresh-receiver.ts';

/** Alerts that are held back, not all that there are: some hundred bytes each. */
const maxBytes = 16 * 1024 ** 2;

/** Silences that are looked at one by one: who made each, and why. */
const mostSilences = 50;

/** Silences and inhibitions by the fingerprint of the alert that each holds back. */
export type Silences = ReadonlyMap<string, Silence>;

/**
 * Which of the alerts with these fingerprints an Alertmanager holds back by a silence, or by another alert
 * (GET /api/v2/alerts and /api/v2/silence/ID, openapi.yaml). Fails with a sentence when it cannot be asked
 * or answers with something else.
 */
export async function fetchSilences(
  fingerprints: ReadonlySet<string>,
  way: Way<AlertmanagerConfig>,
): Promise<Result<Silences>> {
  const query = 'active=false&silenced=true&inhibited=true&unprocessed=false';
  const { alertsShape } = await import('./answer-shapes.ts');
  const alerts = await ask(`/api/v2/alerts?${query}`, alertsShape, way);
  if (!alerts.ok) return alerts;
  const ours = alerts.value.flatMap(({ fingerprint, status }) => {
    const id = status.silencedBy;
    return id !== null && fingerprints.has(fingerprint) ? [{ fingerprint, id }] : [];
  });
  const known = new Map<string, Silence>();
  for (const id of new Set(ours.map((one) => one.id))) {
    known.set(id, await describe(id, known.size < mostSilences, way));
  }
  const inhibited = alerts.value.flatMap(({ fingerprint, status }) => {
    const id = status.inhibitedBy;
    if (id === null || !fingerprints.has(fingerprint)) return [];
    return [[fingerprint, inhibition(id, way)] as const];
  });
  return success(
    new Map([
      ...inhibited,
      // Who made a silence has said why: that is told of both.
      ...ours.flatMap(({ fingerprint, id }) => {
        const silence = known.get(id);
        return silence === undefined ? [] : [[fingerprint, silence] as const];
      }),
    ]),
  );
}

function inhibition(id: string, { to }: Way<AlertmanagerConfig>): Silence {
  const nobody = { by: '', why: '', untilMs: null };
  return { id: printable(id), receiver: to.name, ...nobody, isInhibition: true };
}

async function describe(
  id: string,
  looked: boolean,
  way: Way<AlertmanagerConfig>,
): Promise<Silence> {
  const plain = { id: printable(id), receiver: way.to.name, by: '', why: '', untilMs: null };
  if (!looked) return plain;
  const { silenceShape } = await import('./answer-shapes.ts');
  const found = await ask(`/api/v2/silence/${encodeURIComponent(id)}`, silenceShape, way);
  if (!found.ok) return plain;
  const { createdBy, comment, endsAt = '' } = found.value;
  const untilMs = Date.parse(endsAt);
  return {
    ...plain,
    by: printable(createdBy),
    why: printable(comment),
    untilMs: Number.isNaN(untilMs) ? null : untilMs,
  };
}

async function ask<T>(
  path: string,
  shape: z.ZodType<T>,
  { to: known, context, signal }: Way<AlertmanagerConfig>,
): Promise<Result<T>> {
  const to = await freshReceiver(known);
  const url = `${to.url.replace(/\/+$/, '')}${path}`;
  const { http, timeoutMs: deadlineMs } = to;
  const answer = await context.request({ method: 'GET', url, http, deadlineMs, maxBytes, signal });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  if (status !== 200) return failure(`GET ${path} was answered with status ${status}`);
  try {
    return success(shape.parse(parseJson(new TextDecoder().decode(body))));
  } catch (error) {
    return failure(`GET ${path} was answered with something that is no such JSON`, error);
  }
}
