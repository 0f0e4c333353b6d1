import { setTimeout as delay } from 'node:timers/promises';
import { fetchProfile } from '../capture/fetch-profile.ts';
import { closeHttpAgents } from '../http/agents.ts';
import { httpRequest } from '../http/request.ts';
import type { WebhookConfig } from '../model/config.ts';
import type { WatchEvent } from '../model/event.ts';
import type { Incident } from '../model/incident.ts';
import type { Labels } from '../model/labels.ts';
import { notifyWebhook } from '../notify/notify-webhook.ts';
import { filledAnnotations } from '../render/filled-annotations.ts';
import { scrapeTarget } from '../scrape/scrape-target.ts';
import type { Store } from '../store/store.ts';
import type { Deps } from '../watch/deps.ts';
import { DiffThread } from './diff-thread.ts';

/** What the engine's collaborators are made of. */
export type Wiring = {
  readonly store: Store;
  readonly webhooks: () => readonly WebhookConfig[];
  /** Put on every alert that leaves, as Prometheus does; the alert's own labels win. */
  readonly externalLabels: () => Labels;
  readonly emit: (event: WatchEvent) => void;
};

/**
 * The engine's collaborators: the adapters of this process, each behind its function type. `close` ends
 * what would keep the process alive.
 */
export function wireDeps({ store, webhooks, externalLabels, emit }: Wiring): {
  readonly deps: Deps;
  readonly close: () => void;
} {
  const thread = new DiffThread();
  const deps: Deps = {
    nowMs: Date.now,
    sleep: async (ms, signal) => {
      await delay(ms, undefined, { signal }).catch(() => undefined);
    },
    scrape: (target, signal) => scrapeTarget(target, { nowMs: Date.now(), signal }),
    fetchProfile: (source, kind, signal) => fetchProfile(source, kind, signal, Date.now),
    storeCapture: (target, profile, about) => store.putCapture(target, profile, about),
    diff: (captures, signal) => thread.diff(store.path, captures, signal),
    // Who reads the file has no templates to fill in.
    storeIncident: (incident) =>
      store.putIncident({ ...incident, annotations: filledAnnotations(incident) }),
    notify: (incident, status, signal) =>
      Promise.all(
        webhooks().map(async (webhook) => ({
          receiver: webhook.name,
          result: await notifyWebhook(webhook, withLabels(incident, externalLabels()), status, {
            nowMs: Date.now,
            signal,
            request: httpRequest,
          }),
        })),
      ),
    emit,
  };
  const close = () => {
    thread.close();
    closeHttpAgents();
  };
  return { deps, close };
}

function withLabels(incident: Incident, externalLabels: Labels): Incident {
  return { ...incident, labels: { ...externalLabels, ...incident.labels } };
}
