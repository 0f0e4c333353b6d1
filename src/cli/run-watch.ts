import type { WatchEvent } from '../model/event.ts';
import { failure, success } from '../model/result.ts';
import type { BucketStore } from '../store/bucket/with-bucket.ts';
import { openOwnStore } from '../store/open-own-store.ts';
import type { Store } from '../store/store.ts';
import { Engine } from '../watch/engine.ts';
import { AskedReloads } from './asked-reloads.ts';
import { UsageError } from './command.ts';
import { followJobs } from './follow-jobs.ts';
import type { Io } from './io.ts';
import { isNamed } from './is-named.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { LateLines } from './late-lines.ts';
import { leftInStore } from './left-in-store.ts';
import { openBucket } from './open-bucket.ts';
import { followProcesses } from './processes/follow-processes.ts';
import { recallEarlier } from './recall-earlier.ts';
import { sharedOtherwise } from './shared-otherwise.ts';
import { StoreGrowth } from './store-growth.ts';
import { lookAtStoreMs, StoreWatch } from './store-watch.ts';
import { sleepUnheld, sweepHourly } from './sweep-hourly.ts';
import { SweptCaptures } from './swept-captures.ts';
import type { Reload, Viewer } from './viewer.ts';
import type { WatchSetup } from './watch-setup.ts';
import { wireDeps } from './wire-deps.ts';
import { withContainerEnds } from './with-container-ends.ts';

/** How often what could not be written is tried again. */
const retryMs = 5_000;

/**
 * Runs the engine until `io.signal` is aborted, the viewer stops it, or, with `once`, the first
 * incident is named. `load` is asked for the setup anew at each reload; a bad one changes nothing.
 */
export async function runWatch(
  setup: WatchSetup,
  viewer: Viewer,
  io: Pick<Io, 'signal' | 'onReload'> & Partial<Pick<Io, 'stderr' | 'env'>>,
  load: () => Promise<WatchSetup>,
): Promise<void> {
  const late = new LateLines(viewer.show !== undefined, io.stderr);
  const say = viewer.storageSaid ?? ((sentence: string) => late.say([sentence]));
  const own = await openOwnStore(setup.storage.path, { nowMs: Date.now, say });
  if (!own.ok) throw new UsageError(own.reason);
  try {
    await watchInto(own.value, { setup, viewer, io, load, late, say });
  } finally {
    await own.value.close();
    late.flush();
  }
}

type Watching = {
  readonly setup: WatchSetup;
  readonly viewer: Viewer;
  readonly io: Pick<Io, 'signal' | 'onReload'> & Partial<Pick<Io, 'stderr' | 'env'>>;
  readonly load: () => Promise<WatchSetup>;
  readonly late: LateLines;
  readonly say: (sentence: string) => void;
};

async function watchInto(own: Store, watching: Watching): Promise<void> {
  const { setup, viewer, io, late, say } = watching;
  keepHeapSmall();
  // No screen is shown yet.
  late.flush();
  const bucket = openBucket(own, setup.storage.bucket, setup, io.env ?? {}, say);
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  // A SIGHUP that nobody takes ends a process. One that comes before the engine runs waits for it.
  const asked = new AskedReloads();
  const forget = io.onReload(asked.ask);
  try {
    await viewer.open?.(signal);
    // What was told before is known before anything is made that could tell it again, or end it.
    await recallEarlier(bucket, setup.rules, signal, say);
    await watchOn(bucket, { ...watching, stop, signal, asked });
  } finally {
    stop.abort();
    forget();
  }
}

/** Watches from what the store holds by now. */
async function watchOn(
  bucket: BucketStore,
  watching: Watching & {
    readonly stop: AbortController;
    readonly signal: AbortSignal;
    readonly asked: AskedReloads;
  },
): Promise<void> {
  const { setup, viewer, io, load, late, say, stop, signal, asked } = watching;
  const { store } = bucket;
  viewer.canRead?.(store);
  let current = setup;
  let isReloading = false;
  const emit = (event: WatchEvent) => {
    viewer.emit(event);
    if (setup.once && isNamed(event)) stop.abort(new Error('the incident is named (--once)'));
  };
  const { deps, owed, close, ...wired } = wireDeps({
    store,
    receivers: () => current.receivers,
    rules: () => current.rules,
    externalUrl: viewer.externalUrl ?? null,
    externalLabels: () => current.externalLabels,
    env: io.env ?? {},
    emit,
    noteUse: viewer.noteUse,
  });
  const left = leftInStore(store, owed, setup.belongsHere);
  const swept = new SweptCaptures();
  const wrapped = viewer.wrap?.(deps) ?? deps;
  const told = withContainerEnds(wrapped, (container) => found.lastEnd(container));
  const growth = new StoreGrowth();
  const engine = new Engine(growth.counted(swept.without(told)));
  const found = followJobs({
    sleep: deps.sleep,
    env: io.env ?? {},
    nowMs: Date.now,
    changed: () => engine.update(watched(), isReloading),
    tell: (event) => emit({ target: '', workload: '', atMs: Date.now(), ...event }),
    noteUse: viewer.noteUse,
  });
  const processes = await followProcesses(
    io.env ?? {},
    () => engine.update(watched(), isReloading),
    signal,
  );
  const watched = () => ({
    targets: [...found.targets().map(current.adjust), ...current.targets, ...processes.targets()],
    feeds: current.feeds,
    rules: current.rules,
  });
  await processes.follow(setup.processes, setup.recorder);
  const reload = oneByOne(async () => {
    const about = { target: '', workload: '', atMs: Date.now() };
    try {
      const next = await load();
      const refused = sharedOtherwise(setup, next);
      if (refused !== null) throw new UsageError(refused);
      isReloading = true;
      await found.follow(next.jobs);
      await processes.follow(next.processes, next.recorder);
      current = next;
      engine.update(watched(), true);
      emit({ kind: 'config-reloaded', ...about });
      return success(undefined);
    } catch (error) {
      const reason = (error as Error).message;
      emit({ kind: 'config-rejected', ...about, reason });
      return failure(reason, error);
    } finally {
      isReloading = false;
    }
  });
  viewer.canReload?.(reload);
  const storeWatch = new StoreWatch({ store, say, nowMs: () => performance.now() });
  viewer.wired?.({ ...wired, uploads: bucket.uploads, storeWatch });
  const written = Promise.withResolvers<void>();
  const uploading = bucket.run(signal, written.promise);
  const retrying = setInterval(store.retry, retryMs);
  const looking = setInterval(() => void storeWatch.look(), lookAtStoreMs);
  let sweeping: Promise<void> | undefined;
  let telling: Promise<void> | undefined;
  try {
    await found.follow(setup.jobs);
    asked.answerBy(reload);
    const shown = viewer
      .show?.(engine, signal, found.state)
      .finally(() => stop.abort(new Error('the view was closed')));
    // A view that fails stops the engine first; until that is done its failure must wait unthrown.
    shown?.catch(() => undefined);
    let isSettled = false;
    const settled = found.settled(signal).then(() => {
      isSettled = true;
    });
    const isAllFound = () =>
      isSettled && found.state().providers.every(({ problem }) => problem === null);
    const ended = engine.run(watched(), signal, left, isAllFound);
    telling = wired.notifier.run(engine, signal);
    // A sweep before the engine knows its targets would take them for gone.
    sweeping = settled.then(() =>
      sweepHourly(
        {
          store,
          retention: () => current.storage,
          measured: (bytes, goneWorkloads) =>
            viewer.stored?.({
              ...{ bytes, goneWorkloads, limitBytes: current.storage.retentionSizeBytes },
            }),
          snapshot: () => engine.snapshot(),
          isAllFound,
          grown: (bytes) => growth.by(bytes),
          swept: (sweep) => {
            swept.add(sweep, engine.snapshot().targets);
            const lost = bucket.lostAmong(sweep.captures);
            if (lost > 0) say(`${lost} captures went by retention before they reached the bucket`);
            if (viewer.swept === undefined) late.say(sweep.problems);
            else viewer.swept(sweep);
          },
          nowMs: Date.now,
          sleep: sleepUnheld,
        },
        signal,
      ),
    );
    await ended;
    await shown;
  } finally {
    stop.abort();
    await Promise.all([found.stop(), processes.ended()]);
    await sweeping;
    await telling;
    written.resolve();
    await uploading;
    clearInterval(retrying);
    clearInterval(looking);
    await storeWatch.ended();
    close();
  }
}

/** One after the other: of two reloads the one asked for last has to win. */
function oneByOne(act: Reload): Reload {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const next = last.then(act);
    last = next;
    return next;
  };
}
