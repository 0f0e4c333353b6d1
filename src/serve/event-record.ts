import type { WatchEvent } from '../model/event.ts';
import { culpritSentence, growthText, unitOfCulprit } from '../render/culprit-text.ts';
import { incidentFigures } from '../render/incident-figures.ts';
import { isInferred } from '../render/life-end-word.ts';
import { lifeText } from '../render/life-text.ts';
import { verdictFigures } from '../render/verdict-text.ts';

/** How much a record matters, least first. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof logLevels)[number];

/** One line of the log: the message says what happened, the fields to whom and how. */
export type LogRecord = {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
};
export type LogFields = Readonly<Record<string, string | number | boolean>>;

/**
 * An event as a record of the log of `serve`. A message is the same for all events of a kind, so that
 * it can be searched for; what differs is in the fields: `kind`, `target` and `workload` of all that
 * have one, then the event's own. Outside text comes as it is: whoever writes it makes it printable.
 */
export function eventRecord(event: WatchEvent): LogRecord {
  const { kind, target, workload } = event;
  const { level, message, fields } = told(event);
  return {
    level,
    message,
    fields: {
      kind,
      ...(target === '' ? {} : { target }),
      ...(workload === '' ? {} : { workload }),
      ...fields,
    },
  };
}

function told(event: WatchEvent): LogRecord {
  switch (event.kind) {
    case 'target-up':
      return record('info', 'target is up', { source: event.what });
    case 'target-down':
      return record('warn', 'target is down', { reason: event.reason });
    case 'notice':
      return record('warn', 'not all can be seen', { notice: event.notice });
    case 'life-ended': {
      const { cause, causeBy, startAtMs, endAtMs } = event.life;
      return record(cause === 'oom' || cause === 'crash' ? 'warn' : 'info', 'life ended', {
        cause: cause ?? 'unknown',
        inferred: isInferred(event.life),
        ...(causeBy === undefined ? {} : { by: causeBy }),
        livedSeconds: Math.round(((endAtMs ?? startAtMs) - startAtMs) / 1000),
        figures: lifeText(event.life, event.limitBytes),
      });
    }
    case 'verdict':
      return verdictRecord(event);
    case 'captured': {
      const { role, kind: profile, path, bytes, tookMs } = event.capture;
      const took = Math.round(tookMs);
      return record('debug', 'profile captured', { role, profile, path, bytes, tookMs: took });
    }
    case 'capture-failed':
      return record('warn', 'no capture', { reason: event.reason });
    case 'diffed':
      return diffRecord(event);
    case 'incident':
      return incidentRecord(event);
    case 'notified':
      return record('info', 'receiver notified', {
        receiver: event.receiver,
        status: event.status,
      });
    case 'notify-failed':
      return record('warn', 'receiver not notified', {
        receiver: event.receiver,
        reason: event.reason,
      });
    case 'discovery-failed':
      return record('warn', 'discovery failed, its last targets stay', {
        job: event.job,
        reason: event.reason,
      });
    case 'discovery-recovered':
      return record('info', 'discovery works again', { job: event.job });
    case 'targets-refused':
      return record('warn', 'targets refused', { job: event.job, reason: event.reason });
    case 'config-reloaded':
      return record('info', 'configuration reloaded', {});
    case 'config-rejected':
      // Whoever changed the file believes that it is in force.
      return record('error', 'configuration rejected, the old one stays', {
        reason: event.reason,
      });
    case 'warning':
      return record('warn', 'warning', { text: event.text });
    case 'stopping':
      return record('info', 'stopping', { reason: event.reason });
  }
}

function verdictRecord({ rule, verdict }: Extract<WatchEvent, { kind: 'verdict' }>): LogRecord {
  const { kind, concern, signal, explanation } = verdict;
  const level = concern === 'none' ? 'debug' : 'info';
  const figures = verdictFigures(verdict);
  return record(level, `verdict: ${kind}`, {
    rule,
    verdict: kind,
    concern,
    ...(signal === null ? {} : { signal }),
    ...(figures === '' ? {} : { figures }),
    explanation,
  });
}

function diffRecord({ diff }: Extract<WatchEvent, { kind: 'diffed' }>): LogRecord {
  const [culprit] = diff.culprits;
  return record('info', 'captures compared', {
    sampleType: diff.sampleType,
    captures: diff.captures,
    growth: growthText(diff.growth, diff.unit),
    ...(culprit === undefined
      ? { warning: diff.warnings[0] ?? 'nobody can be accused yet' }
      : { culprit: culpritSentence(culprit, diff.unit) }),
  });
}

function incidentRecord({ incident }: Extract<WatchEvent, { kind: 'incident' }>): LogRecord {
  const { id, rule, state, verdict } = incident;
  const [culprit] = incident.culprits;
  return record(state === 'firing' ? 'warn' : 'info', `incident is ${state}`, {
    incident: id,
    rule,
    state,
    verdict: verdict.kind,
    figures: incidentFigures(incident),
    ...(culprit === undefined
      ? {}
      : { culprit: culpritSentence(culprit, unitOfCulprit(incident, culprit)) }),
  });
}

function record(level: LogLevel, message: string, fields: LogFields): LogRecord {
  return { level, message, fields };
}
