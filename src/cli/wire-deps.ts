import { setTimeout as delay } from 'node:timers/promises';
import { fetchProfile } from '../capture/fetch-profile.ts';
import { closeHttpAgents } from '../http/agents.ts';
import { httpRequest } from '../http/request.ts';
import type { WebhookConfig } from '../model/config.ts';
import type { WatchEvent } from '../model/event.ts';
import { notifyWebhook } from '../notify/notify-webhook.ts';
import { scrapeTarget } from '../scrape/scrape-target.ts';
import type { Store } from '../store/store.ts';
import type { Deps } from '../watch/deps.ts';
import { DiffThread } from './diff-thread.ts';

/** What the engine's collaborators are made of. */
export type Wiring = {
  readonly store: Store;
  readonly webhooks: () => readonly WebhookConfig[];
  readonly emit: (event: WatchEvent) => void;
};

/**
 * The engine's collaborators: the adapters of this process, each behind its function type. `close` ends
 * what would keep the process alive.
 */
export function wireDeps({ store, webhooks, emit }: Wiring): { deps: Deps; close: () => void } {
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
    storeIncident: (incident) => store.putIncident(incident),
    notify: (incident, status, signal) =>
      Promise.all(
        webhooks().map(async (webhook) => ({
          receiver: webhook.name,
          result: await notifyWebhook(webhook, incident, status, {
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
