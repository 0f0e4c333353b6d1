import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { AlertTargets } from '../incident/alert-targets.ts';
import type { Labels } from '../model/labels.ts';
import { limits, type NoteUse } from '../model/limits.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { instanceOf, type Target } from '../model/target.ts';
import type { Control } from './control.ts';
import { answer, refuse } from './envelope.ts';
import { readJson } from './read-json.ts';
import type { alertShape as AlertShape } from './request-shapes.ts';
import { type AlertMemory, SeenAlerts } from './seen-alerts.ts';

const maxBytes = limits.webhook_bytes.most;
const mostAtOnce = limits.webhook_bodies.most;
const mostAlerts = limits.webhook_alerts.most;
/** Beyond, Alertmanager is asked to come again. */
const mostCapturing = limits.captures_waiting.most;

/** Targets that an answer names; it counts the rest. */
const mostNamed = 100;

/** What came of the alerts of one body. */
type Outcome = {
  alerts: number;
  /** Those that are too many for one body. */
  leftOut: number;
  /** Those that are over: there is nothing to capture any more. */
  resolved: number;
  unreadable: number;
  /** Acted upon before, or just now. */
  known: number;
  /** Our own, come back: it has its captures. */
  own: number;
  /** They are about nothing that is watched. */
  unmatched: number;
  started: { target: string; instance: string; workload: string }[];
  notStarted: { target: string; instance: string; workload: string; reason: string }[];
  busy: boolean;
};

/** What the webhook needs. */
export type WebhookDeps = {
  readonly snapshot: () => Snapshot;
  readonly control: Control;
  /** Where it is kept what was acted upon; absent: nowhere. */
  readonly alerts?: AlertMemory;
  readonly noteUse?: NoteUse;
  /** Aborted when this process stops. */
  readonly signal: AbortSignal;
};

const unkept: AlertMemory = { recall: () => [], keep: () => undefined };

/**
 * `POST /api/v1/webhook/alertmanager`: Alertmanager's webhook payload, version 4, read loosely. Each
 * alert that fires and is about targets that are watched (`AlertTargets`) has them captured and
 * compared; the same alert (fingerprint and startsAt) has it once, over restarts too. One that led to no capture that is
 * stored is new when it comes again. Answers at once: 202, or 503 when too much waits or this process stops, which
 * Alertmanager tries again, while 429 it would not.
 */
export function addWebhookRoute(
  app: Hono,
  { snapshot, control, alerts = unkept, noteUse = () => undefined, signal }: WebhookDeps,
): void {
  let seen: SeenAlerts | null = null;
  let reading = 0;
  const busy = (c: Context, why: string, data?: unknown) =>
    refuse(c, 503, why, { headers: { 'retry-after': '10' }, data });
  app.post('/api/v1/webhook/alertmanager', async (c) => {
    if (signal.aborted) return busy(c, 'sawtooth is stopping; come again');
    if (reading >= mostAtOnce) return busy(c, 'several bodies are being read; come again');
    reading += 1;
    noteUse({ limit: 'webhook_bodies', used: reading });
    const noteBytes = (used: number) => noteUse({ limit: 'webhook_bytes', used });
    const body = await readJson(c, maxBytes, noteBytes).finally(() => {
      reading -= 1;
    });
    if (!body.ok) return body.response;
    const { payloadShape, alertShape } = await import('./request-shapes.ts');
    const parsed = payloadShape.safeParse(body.value);
    if (!parsed.success) {
      return refuse(c, 400, "this is no webhook of Alertmanager: it has no list 'alerts'");
    }
    seen ??= new SeenAlerts(alerts);
    const outcome = act(parsed.data.alerts, alertShape, {
      ...{ snapshot: snapshot(), control, seen, noteUse },
    });
    // Also what an earlier process has remembered.
    noteUse({ limit: 'alerts_remembered', used: seen.size });
    const { started, notStarted, busy: isBusy, ...counts } = outcome;
    const data = {
      ...counts,
      captures: started.length,
      started: started.slice(0, mostNamed),
      notStarted: notStarted.slice(0, mostNamed),
    };
    return isBusy
      ? busy(c, `${mostCapturing} captures wait; come again for the rest`, data)
      : answer(c, data, { status: 202 });
  });
}

type Acting = {
  readonly snapshot: Snapshot;
  readonly control: Control;
  readonly seen: SeenAlerts;
  readonly noteUse: NoteUse;
};

type CapturingAll = Pick<Acting, 'control' | 'noteUse' | 'seen'> & {
  /** By target: the alerts of this body for which it is being captured; null: no capture of it was begun. */
  readonly asked: Map<string, string[] | null>;
  readonly outcome: Outcome;
};

/** By the list of targets, which many bodies share. */
const indices = new WeakMap<Snapshot['targets'], AlertTargets>();

function indexOf(targets: Snapshot['targets']): AlertTargets {
  const known = indices.get(targets);
  if (known !== undefined) return known;
  const made = new AlertTargets(targets.map(({ target }) => target));
  indices.set(targets, made);
  return made;
}

function act(
  alerts: readonly unknown[],
  shape: typeof AlertShape,
  { snapshot, control, seen, noteUse }: Acting,
): Outcome {
  const index = indexOf(snapshot.targets);
  const own = new Set(snapshot.incidents.map(({ rule, workload }) => `${rule}\n${workload}`));
  const outcome: Outcome = {
    ...{ alerts: alerts.length, leftOut: Math.max(0, alerts.length - mostAlerts) },
    ...{ resolved: 0, unreadable: 0, known: 0, own: 0, unmatched: 0 },
    ...{ started: [], notStarted: [], busy: false },
  };
  const capturing = { control, asked: new Map(), outcome, noteUse, seen };
  noteUse({ limit: 'webhook_alerts', used: Math.min(alerts.length, mostAlerts) });
  for (const one of alerts.slice(0, mostAlerts)) {
    const parsed = shape.safeParse(one);
    if (!parsed.success) {
      outcome.unreadable += 1;
      continue;
    }
    const { status, labels, startsAt } = parsed.data;
    const key = keyOf(parsed.data.fingerprint ?? hashOf(labels), startsAt);
    if (status === 'resolved') outcome.resolved += 1;
    else if (seen.has(key)) {
      outcome.known += 1;
      seen.renew(key);
    } else if (isOwn(labels, own)) outcome.own += 1;
    else captureAll(key, index.of(labels), capturing);
  }
  return outcome;
}

/**
 * Captures what an alert is about, which counts as acted upon once something of that is stored. A target that an alert
 * before it in the same body is about too is captured once, and that is no failure of the later ones.
 */
function captureAll(
  key: string,
  targets: readonly Target[],
  { control, asked, outcome, noteUse, seen }: CapturingAll,
): void {
  noteUse({ limit: 'targets_of_alert', used: targets.length });
  if (targets.length === 0) outcome.unmatched += 1;
  for (const target of targets.filter(({ id }) => !asked.has(id))) {
    if (control.capturing() >= mostCapturing) {
      outcome.busy = true;
      return;
    }
    const { id, workload } = target;
    const about = { target: id, instance: instanceOf(target), workload };
    const keys: string[] = [];
    const why = control.capture(id, 'incident', (isStored) => {
      seen.end(keys, isStored);
      noteUse({ limit: 'alerts_remembered', used: seen.size });
    });
    asked.set(id, why === null ? keys : null);
    if (why === null) outcome.started.push(about);
    else outcome.notStarted.push({ ...about, reason: why });
  }
  const begun = targets.map(({ id }) => asked.get(id)).filter((keys) => keys != null);
  if (begun.length === 0 || !seen.begin(key)) return;
  for (const keys of begun) keys.push(key);
}

/** In place of the fingerprint, which who sends megabytes of labels may leave out: SHA-256 is native. */
function hashOf(labels: Labels): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('base64');
}

/** A sender may call an alert whatever it likes: what is kept is short. */
function keyOf(fingerprint: string, startsAt: string): string {
  const key = `${fingerprint} ${startsAt}`;
  return key.length <= 100 ? key : createHash('sha256').update(key).digest('base64');
}

function isOwn(labels: Labels, own: ReadonlySet<string>): boolean {
  return own.has(`${labels['alertname'] ?? ''}\n${labels['workload'] ?? ''}`);
}
