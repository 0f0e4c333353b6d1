import { fetchProfile } from '../capture/fetch-profile.ts';
import { closeHttpAgents } from '../http/agents.ts';
import { clusterAccess, podServiceAccount } from '../http/cluster-access.ts';
import { httpRequest } from '../http/request.ts';
import { watchAnswers } from '../http/watch-answers.ts';
import type { WatchEvent } from '../model/event.ts';
import type { Incident } from '../model/incident.ts';
import type { Labels } from '../model/labels.ts';
import { limits, type NoteUse } from '../model/limits.ts';
import type { Neighbours } from '../model/neighbours.ts';
import type { ReceiverConfig } from '../model/receiver.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Rule } from '../model/rule.ts';
import { Notifier } from '../notify/notifier.ts';
import { filledAnnotations } from '../render/filled-annotations.ts';
import type { IncidentNow } from '../render/incident-now.ts';
import type { LeakReport } from '../render/report/leak-report.ts';
import { lookAtMemory } from '../scrape/look-at-memory.ts';
import { ProcessExits } from '../scrape/process-exits.ts';
import { scrapeTarget } from '../scrape/scrape-target.ts';
import type { Store } from '../store/store.ts';
import type { Deps } from '../watch/deps.ts';
import { capturesCompared } from './captures-compared.ts';
import { DiffProcess } from './diff-process.ts';
import { notificationLedger } from './notification-ledger.ts';
import { sleep } from './sleep.ts';

/** What the engine's collaborators are made of. */
export type Wiring = {
  readonly store: Store;
  readonly receivers: () => readonly ReceiverConfig[];
  readonly rules: () => readonly Rule[];
  /** Put on every alert that leaves, as Prometheus does; the alert's own labels win. */
  readonly externalLabels: () => Labels;
  /** Where this process' pages can be opened; null: nowhere. */
  readonly externalUrl: string | null;
  /** Of this process: where a pod learns of its cluster. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly emit: (event: WatchEvent) => void;
  /** Told how much of a limit is used; absent: nobody looks. */
  readonly noteUse?: NoteUse | undefined;
};

/**
 * The engine's collaborators: the adapters of this process, each behind its function type. `close` ends
 * what would keep the process alive.
 */
export function wireDeps(wiring: Wiring): {
  readonly deps: Deps;
  readonly notifier: Notifier;
  /** Incidents of which a process before this one has left somebody to be told. */
  readonly owed: ReadonlySet<string>;
  /** The newest of an incident's compared captures less the first, as a profile in pprof's format. */
  readonly difference: (
    incident: Incident,
    part: 'all' | 'growth',
    signal: AbortSignal,
  ) => Promise<Result<Uint8Array>>;
  /** The report of an incident, as a page in one file. */
  readonly report: (now: IncidentNow, signal: AbortSignal) => Promise<Result<string>>;
  /** The same as data. */
  readonly reportData: (incident: Incident, signal: AbortSignal) => Promise<Result<LeakReport>>;
  /** Who calls a function and whom it calls, in the same. */
  readonly neighbours: (
    incident: Incident,
    name: string,
    signal: AbortSignal,
  ) => Promise<Result<Neighbours>>;
  /** How full the log of the store's book is, in bytes. */
  readonly bookLog: Store['bookLog'];
  /** What of the store's is still to be written. */
  readonly unwritten: Store['waiting'];
  /** What stored captures of one life say together, oldest first. */
  readonly compare: Deps['diff'];
  readonly close: () => void;
} {
  const { store, receivers, rules, externalLabels, externalUrl, env, emit, noteUse } = wiring;
  const ledger = notificationLedger(store, Date.now);
  const comparing = new DiffProcess(Number.POSITIVE_INFINITY, noteUse);
  // Who looks at pages must not keep an incident from its culprit.
  const viewers = new DiffProcess(limits.viewers_waiting.most, noteUse);
  const exits = new ProcessExits();
  const notifier = new Notifier({
    receivers,
    ledger,
    sleep,
    say: (text) => emit({ kind: 'warning', text, target: '', workload: '', atMs: Date.now() }),
    context: {
      nowMs: Date.now,
      request: httpRequest,
      clusterAccess: ({ apiServer, http }) =>
        clusterAccess(
          { apiServer, http, field: 'kubernetes_event_configs' },
          { env, serviceAccount: podServiceAccount },
        ),
      externalUrl,
      externalLabels,
      knowOlderNames: new Set<string>(),
      intervalMs: (name) =>
        Math.max(0, ...rules().map(({ alert, intervalMs }) => (alert === name ? intervalMs : 0))),
    },
  });
  const noting = noteUse === undefined ? {} : { noteUse };
  const deps: Deps = {
    nowMs: Date.now,
    sleep,
    scrape: async (target, signal) => {
      const scrape = () => scrapeTarget(target, { nowMs: Date.now(), signal, ...noting });
      return exits.scraped(target, scrape);
    },
    lookAtMemory: (target) =>
      exits.looked(target, async (pid) => lookAtMemory(pid, { nowMs: Date.now() })),
    killedBy: (target) => exits.killedBy(target),
    listRecorded: async ({ id }) => {
      const listed = await store.listCaptures({ targetId: id });
      if (!listed.ok) return listed;
      return success(listed.value.filter(({ role }) => role === 'recorder'));
    },
    removeCapture: store.removeCapture,
    fetchProfile: fetchFromAnywhere(comparing),
    storeCapture: (target, profile, about) => store.putCapture(target, profile, about),
    recallCaptures: (target, lifeStartAtMs, signal) =>
      store.recallCaptures(target, lifeStartAtMs, signal),
    diff: async (captures, signal) => {
      // What cannot be had is left out of the diff with a warning, so its reason says nothing more.
      await store.restoreCaptures(captures, signal);
      return comparing.diff(store.path, captures, signal);
    },
    // Who reads the file has no templates to fill in.
    dropIncident: store.removeIncident,
    storeIncident: (incident) =>
      store.putIncident({ ...incident, annotations: filledAnnotations(incident) }),
    notify: (alert, signal, told) => notifier.tell(alert, signal, told),
    remind: (alert, signal, told, isSnoozed) => notifier.resume(alert, signal, told, isSnoozed),
    silences: () => notifier.silences,
    owed: () => ledger.owing(),
    storeSnoozes: (snoozes) => store.putSnoozes(snoozes),
    recallWorkload: (workload) => store.recallWorkload(workload),
    storeWorkloads: (states) => store.putWorkloads(states, Date.now()),
    emit,
    ...noting,
  };
  const answered = noteUse === undefined ? null : watchAnswers(noteUse);
  const close = () => {
    answered?.();
    comparing.close();
    viewers.close();
    exits.close();
    closeHttpAgents();
  };
  const difference = async (incident: Incident, part: 'all' | 'growth', signal: AbortSignal) => {
    const captures = capturesCompared(incident);
    await store.restoreCaptures(captures, signal);
    return viewers.difference(store.path, captures, part, signal);
  };
  const report = async (now: IncidentNow, signal: AbortSignal) => {
    await store.restoreCaptures(now.incident.captures, signal);
    return viewers.report(store.path, { ...now, nowMs: Date.now(), as: 'page' }, signal);
  };
  const reportData = async (incident: Incident, signal: AbortSignal) => {
    await store.restoreCaptures(capturesCompared(incident), signal);
    return viewers.reportData(store.path, { incident, nowMs: Date.now(), as: 'data' }, signal);
  };
  const neighbours = async (incident: Incident, name: string, signal: AbortSignal) => {
    const captures = capturesCompared(incident);
    if (captures.length < 2)
      return failure('the captures that were compared are not known any more');
    await store.restoreCaptures(captures, signal);
    return viewers.neighbours(store.path, captures, name, signal);
  };
  const owed = ledger.incidents();
  const { bookLog, waiting: unwritten } = store;
  const viewing = { difference, neighbours, report, reportData, compare: deps.diff };
  return { deps, notifier, owed, bookLog, unwritten, ...viewing, close };
}

/** From the target itself, or from the store that collects its profiles. */
function fetchFromAnywhere(comparing: DiffProcess): Deps['fetchProfile'] {
  return async (source, kind, signal, span) => {
    const { stored } = source;
    if (stored === undefined) return fetchProfile(source, kind, signal, Date.now);
    // Loaded for who has such a store: it brings zod along, which a sidecar does without.
    const { fetchStoredProfile } = await import('../capture/stored/fetch-stored-profile.ts');
    const untilMs = Date.now();
    const newest = { fromMs: untilMs - stored.windowMs, untilMs };
    return fetchStoredProfile(source, stored, kind, {
      span: span ?? newest,
      signal,
      nowMs: Date.now,
      join: (columns, until) => comparing.join(columns, until),
    });
  };
}
