import type { Incident } from '../model/incident.ts';
import { type Result, success } from '../model/result.ts';
import { eventText } from '../render/event-line.ts';

/** The part of a logger (pino's, or any other) that is needed here. */
export type NotifyLogger = {
  readonly warn: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly info: (fields: Readonly<Record<string, unknown>>, message: string) => void;
};

/**
 * Tells the log of an incident, a firing one as a warning, with the same words as `watch` prints.
 * Never fails: what a logger does with a line is its own business.
 */
export function notifyLog(
  logger: NotifyLogger,
  incident: Incident,
  status: 'firing' | 'resolved',
  nowMs: number,
): Result<void> {
  const { id, rule, workload, verdict } = incident;
  const fields = { incident: id, rule, workload, status, verdict: verdict.kind };
  const target = verdict.instance ?? '';
  const message = eventText({ atMs: nowMs, kind: 'incident', target, workload, incident });
  if (status === 'firing') logger.warn(fields, message);
  else logger.info(fields, message);
  return success(undefined);
}
