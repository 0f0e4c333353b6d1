import { setTimeout as delay } from 'node:timers/promises';
import { fetchProfile } from '../capture/fetch-profile.ts';
import { httpRequest } from '../http/request.ts';
import type { Capture } from '../model/capture.ts';
import type { WebhookConfig } from '../model/config.ts';
import type { Diff } from '../model/culprit.ts';
import type { WatchEvent } from '../model/event.ts';
import type { Result } from '../model/result.ts';
import { notifyWebhook } from '../notify/notify-webhook.ts';
import { GrowthDiff } from '../profile/growth-diff.ts';
import { scrapeTarget } from '../scrape/scrape-target.ts';
import type { Store } from '../store/store.ts';
import type { Deps } from '../watch/deps.ts';

/** What the engine's collaborators are made of. */
export type Wiring = {
  readonly store: Store;
  readonly webhooks: () => readonly WebhookConfig[];
  readonly emit: (event: WatchEvent) => void;
};

/** The engine's collaborators: the adapters of this process, each behind its function type. */
export function wireDeps({ store, webhooks, emit }: Wiring): Deps {
  return {
    nowMs: Date.now,
    sleep: async (ms, signal) => {
      await delay(ms, undefined, { signal }).catch(() => undefined);
    },
    scrape: (target, signal) => scrapeTarget(target, { nowMs: Date.now(), signal }),
    fetchProfile: (source, kind, signal) => fetchProfile(source, kind, signal, Date.now),
    storeCapture: (target, profile, about) => store.putCapture(target, profile, about),
    diff: (captures) => diffStored(store, captures),
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
}

/** Reads and decodes one capture at a time: a diff of hundreds holds one of them in memory. */
async function diffStored(store: Store, captures: readonly Capture[]): Promise<Result<Diff>> {
  const growth = new GrowthDiff(captures[0]?.kind ?? 'heap');
  for (const capture of captures) {
    const bytes = await store.readCapture(capture);
    if (!bytes.ok) return bytes;
    const added = growth.add(bytes.value, capture.atMs);
    if (!added.ok) return { ...added, reason: `${capture.path}: ${added.reason}` };
  }
  return growth.diff();
}
