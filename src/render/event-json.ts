import type { WatchEvent } from '../model/event.ts';
import { diffJson } from './diff-json.ts';
import { captureJson, incidentJson } from './incident-json.ts';
import { lifeJson } from './life-json.ts';
import { verdictJson } from './verdict-json.ts';

/** An event as `watch --json` and `/api/v1/events` write it: `at` in unix seconds. */
export function eventJson(event: WatchEvent): Readonly<Record<string, unknown>> {
  const { atMs, kind, target, workload } = event;
  return { at: atMs / 1000, kind, target, workload, ...details(event) };
}

function details(event: WatchEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'target-up':
      return { what: event.what };
    case 'capture-failed':
      return { role: event.role, reason: event.reason };
    case 'target-down':
    case 'config-rejected':
    case 'stopping':
      return { reason: event.reason };
    case 'notice':
      return { notice: event.notice };
    case 'life-ended':
      return { life: lifeJson(event.life), limit: event.limitBytes };
    case 'verdict':
      return { rule: event.rule, ...verdictJson(event.verdict) };
    case 'captured': {
      // The event's own `at` says when it was stored; the capture's is when its bytes were complete.
      const { at, ...capture } = captureJson(event.capture);
      return { ...capture, capturedAt: at };
    }
    case 'diffed':
      return { ...diffJson(event.diff), paths: event.captures.map(({ path }) => path) };
    case 'incident':
      return incidentJson(event.incident);
    case 'notified':
      return { incident: event.incident, receiver: event.receiver, status: event.status };
    case 'notify-failed':
      return { incident: event.incident, receiver: event.receiver, reason: event.reason };
    case 'discovery-failed':
    case 'targets-refused':
      return { job: event.job, reason: event.reason };
    case 'discovery-recovered':
      return { job: event.job };
    case 'warning':
      return { text: event.text };
    case 'config-reloaded':
      return {};
  }
}
