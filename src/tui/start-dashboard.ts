import type { WatchEvent } from '../model/event.ts';
import { answering } from './answering.ts';
import type { DashboardSource } from './dashboard-source.ts';
import { holdWrites } from './hold-writes.ts';
import type { Picture } from './picture.ts';
import type { DashboardEnd, InkOptions } from './run-ink.ts';
import { themeOf } from './theme.ts';

/** As many events as a view can scroll through. */
const keptEvents = 1000;

/**
 * Shows the dashboard on a terminal until the user quits (`quit`), presses ctrl-c (`interrupted`; in
 * raw mode that is a key and no signal) or `signal` is aborted (`stopped`). Only for a stdout that is
 * a terminal. What is written to stderr meanwhile stands among the events, and comes out afterwards. Rejects
 * when drawing fails, with the terminal restored; ink shows nothing of it, so the caller must say it.
 */
export async function startDashboard(
  source: DashboardSource,
  options: InkOptions & { readonly env: Readonly<Record<string, string | undefined>> },
): Promise<DashboardEnd> {
  // React loads its slow development build unless told otherwise before it is first imported.
  process.env['NODE_ENV'] ??= 'production';
  const { stdout, stderr, env } = options;
  let events: readonly WatchEvent[] = [];
  const copy = (text: string) => stdout.write(clipboard(text, env));
  const { answers, perform, heard } = answering(source, { nowMs: Date.now, copy });
  const add = (event: WatchEvent) => {
    events = [...events.slice(-(keptEvents - 1)), event];
    heard(event);
  };
  const unsubscribe = source.subscribe(add);
  const release =
    stderr === stdout
      ? () => undefined
      : holdWrites(stderr, (text) =>
          add({ kind: 'warning', text, target: '', workload: '', atMs: Date.now() }),
        );
  try {
    const { runInk } = await import('./run-ink.ts');
    const picture = (): Picture => ({
      snapshot: source.snapshot(),
      events,
      behind: source.behind?.() ?? null,
    });
    const {
      looksAt = () => undefined,
      suspend = async () => undefined,
      onSuspend = () => () => undefined,
    } = source;
    return await runInk(
      { picture, answers, perform, looksAt, suspend, onSuspend },
      themeOf(env),
      options,
    );
  } finally {
    unsubscribe();
    release();
  }
}

/**
 * OSC 52 puts a text on the clipboard of the terminal's own machine, also over ssh; tmux and screen have to
 * be told to pass it on.
 */
function clipboard(text: string, env: Readonly<Record<string, string | undefined>>): string {
  const esc = '\u001b';
  const sequence = `${esc}]52;c;${Buffer.from(text).toString('base64')}\u0007`;
  if ((env['TMUX'] ?? '') !== '') return `${esc}Ptmux;${esc}${sequence}${esc}\\`;
  return (env['TERM'] ?? '').startsWith('screen') ? `${esc}P${sequence}${esc}\\` : sequence;
}
