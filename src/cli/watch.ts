import { eventJson } from '../render/event-json.ts';
import { eventLine } from '../render/event-line.ts';
import { jsonLine } from '../render/json-line.ts';
import type { DashboardEnd } from '../tui/run-ink.ts';
import { newCommand, option, runCommand } from './command.ts';
import { exitCode, type Io } from './io.ts';
import { runWatch, type Viewer } from './run-watch.ts';
import { isScreen, screenViewer } from './screen-viewer.ts';
import { addWatchFlags, watchFlags } from './watch-flags.ts';
import { loadSetup } from './watch-setup.ts';

/** `sawtooth watch`: the engine with a dashboard on a terminal, lines or JSON elsewhere. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const command = addWatchFlags(
    newCommand('watch', io, {
      summary: 'Polls, detects, captures, compares and notifies.',
      examples: [
        'sawtooth watch http://127.0.0.1:6060/debug/pprof',
        'sawtooth watch --config.file sawtooth.yaml',
        'sawtooth watch --json --time-scale 60 --scrape-interval 1s 127.0.0.1:6060',
      ],
    }),
  )
    .addOption(option('--json', 'one JSON object an event on stdout, and nothing else there'))
    .addOption(option('--plain', 'lines in place of the dashboard, on a terminal too'));
  return runCommand(command, args, io, async () => {
    const flags = watchFlags(command);
    const setup = await loadSetup(flags, command.args, io);
    const { json = false, plain = false } = command.opts<{ json?: boolean; plain?: boolean }>();
    let code: number = exitCode.done;
    const onScreen = (how: DashboardEnd) => {
      // In raw mode ctrl-c is a key and no signal; a shell expects the same answer to both.
      if (how === 'interrupted') code = 130;
    };
    const screen = isScreen(io) && !json && !plain;
    const view = screen ? screenViewer(io, onScreen) : json ? jsonViewer(io) : lineViewer(io);
    await runWatch(setup, view, io, () => loadSetup(flags, command.args, io));
    return code;
  });
}

/** One JSON object an event. */
export function jsonViewer(io: Pick<Io, 'stdout'>): Viewer {
  return { emit: (event) => io.stdout.write(`${jsonLine(eventJson(event))}\n`) };
}

/** One line an event; that a comparison has found nobody is no news to a reader. */
export function lineViewer(io: Pick<Io, 'stdout'>): Viewer {
  return {
    emit: (event) => {
      if (event.kind === 'diffed' && event.diff.verdict === 'not-enough-evidence') return;
      io.stdout.write(`${eventLine(event)}\n`);
    },
  };
}
