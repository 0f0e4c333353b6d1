import { fingerprint } from '../model/labels.ts';
import type { Silence } from '../model/quiet.ts';
import type { Alert, AlertmanagerConfig } from '../model/receiver.ts';
import type { Result } from '../model/result.ts';
import { alertLabels } from '../render/alert-labels.ts';
import { olderLabels } from '../render/older-labels.ts';
import type { NotifyContext } from './attempt.ts';
import { fetchSilences } from './fetch-silences.ts';

/** The first failure is often a peer that restarts. */
const saidAfter = 2;

/** Which of our alerts Alertmanagers hold back by a silence, as last asked for. */
export class SilenceWatch {
  readonly #say: (sentence: string) => void;
  #byIncident: ReadonlyMap<string, Silence> = new Map();
  /** By receiver: how often in a row it did not tell of its silences. */
  readonly #failed = new Map<string, number>();

  constructor(say: (sentence: string) => void) {
    this.#say = say;
  }

  get silences(): ReadonlyMap<string, Silence> {
    return this.#byIncident;
  }

  /** Asks each Alertmanager of the alerts that fire; where none does nobody is asked. */
  async ask(
    firing: readonly Alert[],
    receivers: readonly AlertmanagerConfig[],
    context: NotifyContext,
    signal: AbortSignal,
  ): Promise<void> {
    const ids = idsByFingerprint(firing, context);
    const found = new Map<string, Silence>();
    const asked = ids.size === 0 ? [] : receivers;
    await Promise.all(
      asked.map(async (to) => {
        const silences = await fetchSilences(new Set(ids.keys()), { to, context, signal });
        if (signal.aborted) return;
        this.#note(to.name, silences);
        const known = silences.ok ? silences.value : this.#lastKnown(to.name, ids, context.nowMs());
        for (const [print, silence] of known) {
          const id = ids.get(print);
          if (id !== undefined) found.set(id, silence);
        }
      }),
    );
    if (!signal.aborted) this.#byIncident = found;
  }

  /** Once until it answers again. */
  #note(receiver: string, silences: Result<unknown>): void {
    const failed = silences.ok ? 0 : (this.#failed.get(receiver) ?? 0) + 1;
    this.#failed.set(receiver, failed);
    if (silences.ok || failed !== saidAfter) return;
    this.#say(
      `${receiver} does not tell of its silences, so what it holds back may be shown as told: ${silences.reason}`,
    );
  }

  /** Of an Alertmanager that cannot be asked: what it said last and what is not over. */
  #lastKnown(
    receiver: string,
    ids: ReadonlyMap<string, string>,
    nowMs: number,
  ): Map<string, Silence> {
    return new Map(
      [...ids].flatMap(([print, id]) => {
        const silence = this.#byIncident.get(id);
        const holds = silence?.receiver === receiver && (silence.untilMs ?? 0) > nowMs;
        return silence !== undefined && holds ? [[print, silence] as const] : [];
      }),
    );
  }
}

/** By the fingerprint that an Alertmanager knows each alert by: with the labels that all have outside. */
function idsByFingerprint(firing: readonly Alert[], context: NotifyContext): Map<string, string> {
  const external = context.externalLabels();
  return new Map(
    firing.flatMap(({ incident }) => {
      const labels = alertLabels({ ...incident, labels: { ...external, ...incident.labels } });
      // One that knows the older names alone was told it under those.
      const written = [labels, olderLabels(labels)].filter((one) => one !== null);
      return written.map((one) => [fingerprint(one), incident.id] as const);
    }),
  );
}
