import type { WatchEvent } from '../model/event.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { DashboardEnd, InkOptions } from './run-ink.ts';
import { themeOf } from './theme.ts';

/** What the dashboard looks at. */
export type DashboardSource = {
  readonly snapshot: () => Snapshot;
  /** Calls back at each event; the answer takes the wish back. */
  readonly subscribe: (listener: (event: WatchEvent) => void) => () => void;
};

/** As many events as a view can scroll through. */
const keptEvents = 200;

/**
 * Shows the dashboard on a terminal until the user quits (`quit`), presses ctrl-c (`interrupted`; in
 * raw mode that is a key and no signal) or `signal` is aborted (`stopped`). Only for a stdout that is
 * a terminal. While it runs nothing else may write to the terminal: loggers must go elsewhere. Rejects
 * when drawing fails, with the terminal restored; ink shows nothing of it, so the caller must say it.
 */
export async function startDashboard(
  source: DashboardSource,
  options: InkOptions & { readonly env: Readonly<Record<string, string | undefined>> },
): Promise<DashboardEnd> {
  // React loads its slow development build unless told otherwise before it is first imported.
  process.env['NODE_ENV'] ??= 'production';
  const events: WatchEvent[] = [];
  const unsubscribe = source.subscribe((event) => {
    events.push(event);
    if (events.length > keptEvents) events.shift();
  });
  try {
    const { runInk } = await import('./run-ink.ts');
    const picture = () => ({ snapshot: source.snapshot(), events: [...events] });
    return await runInk(picture, themeOf(options.env), options);
  } finally {
    unsubscribe();
  }
}
