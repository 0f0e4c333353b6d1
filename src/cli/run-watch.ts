import type { WatchEvent } from '../model/event.ts';
import { openStore } from '../store/open-store.ts';
import type { Deps } from '../watch/deps.ts';
import { Engine } from '../watch/engine.ts';
import { UsageError } from './command.ts';
import type { Io } from './io.ts';
import type { WatchSetup } from './watch-setup.ts';
import { wireDeps } from './wire-deps.ts';

/** Who looks at the engine: a screen, lines, JSON, a server. */
export type Viewer = {
  readonly emit: (event: WatchEvent) => void;
  /** Runs beside the engine; when it ends, so does the engine. */
  readonly show?: (engine: Engine, signal: AbortSignal) => Promise<void>;
  /** Stands between the engine and its collaborators, to count what they do. */
  readonly wrap?: (deps: Deps) => Deps;
};

/**
 * Runs the engine until `io.signal` is aborted, the viewer stops it, or, with `once`, the first
 * incident is named. `reload` is asked for the setup anew at each SIGHUP; a bad one changes nothing.
 */
export async function runWatch(
  setup: WatchSetup,
  viewer: Viewer,
  io: Pick<Io, 'signal' | 'onReload'>,
  reload: () => Promise<WatchSetup>,
): Promise<void> {
  const store = await openStore({ path: setup.storagePath, nowMs: Date.now() });
  if (!store.ok) throw new UsageError(store.reason);
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  let current = setup;
  const emit = (event: WatchEvent) => {
    viewer.emit(event);
    if (setup.once && isNamed(event)) stop.abort(new Error('the incident is named (--once)'));
  };
  const { deps, close } = wireDeps({
    store: store.value,
    webhooks: () => current.webhooks,
    externalLabels: () => current.externalLabels,
    emit,
  });
  const engine = new Engine(viewer.wrap?.(deps) ?? deps);
  const about = { target: '', workload: '' };
  const forget = io.onReload(() => {
    reload().then(
      (next) => {
        current = next;
        engine.update(next);
        emit({ kind: 'config-reloaded', atMs: Date.now(), ...about });
      },
      (error: Error) =>
        emit({ kind: 'config-rejected', atMs: Date.now(), ...about, reason: error.message }),
    );
  });
  try {
    const shown = viewer
      .show?.(engine, signal)
      .finally(() => stop.abort(new Error('the view was closed')));
    // A view that fails stops the engine first; until that is done its failure must wait unthrown.
    shown?.catch(() => undefined);
    await engine.run(setup, signal);
    await shown;
  } finally {
    stop.abort();
    forget();
    close();
  }
}

function isNamed(event: WatchEvent): boolean {
  return (
    event.kind === 'incident' &&
    event.incident.state === 'firing' &&
    event.incident.culprits.length > 0
  );
}
