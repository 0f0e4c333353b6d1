import { eventJson } from '../render/event-json.ts';
import { eventLine } from '../render/event-line.ts';
import { jsonLine } from '../render/json-line.ts';
import type { DashboardEnd } from '../tui/run-ink.ts';
import type { Shown } from './attach/watch-attached.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { type FetchFlags, fetchOptions, headerOption, tlsOptions } from './fetch-flags.ts';
import { exitCode, type Io } from './io.ts';
import { runWatch } from './run-watch.ts';
import { isScreen, screenViewer } from './screen-viewer.ts';
import type { Viewer } from './viewer.ts';
import { addWatchFlags, watchFlags } from './watch-flags.ts';
import { loadSetup } from './watch-setup.ts';

type Flags = FetchFlags & {
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly attach?: string;
};

/** `sawtooth watch`: the engine with a dashboard on a terminal, lines or JSON elsewhere. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const command = addWatchFlags(
    newCommand('watch', io, {
      summary: 'Polls, detects, captures, compares and notifies.',
      examples: [
        'sawtooth watch http://127.0.0.1:6060/debug/pprof',
        'sawtooth watch --config.file sawtooth.yaml',
        'sawtooth watch --attach http://sawtooth.monitoring:9412',
        'sawtooth watch --json --time-scale 60 --scrape-interval 1s 127.0.0.1:6060',
      ],
    }),
  )
    .addOption(option('--json', 'one JSON object an event on stdout, and nothing else there'))
    .addOption(option('--plain', 'lines in place of the dashboard, on a terminal too'))
    .addOption(
      option(
        '--attach <url>',
        'show a running sawtooth serve, as http://host:9412; watches nothing itself',
      ),
    )
    .addOption(headerOption())
    .addOption(tlsOptions.tls_ca())
    .addOption(tlsOptions.tls_cert())
    .addOption(tlsOptions.tls_key());
  return runCommand(command, args, io, async () => {
    const { json = false, plain = false, attach, ...way } = command.opts<Flags>();
    const isShown = isScreen(io) && !json && !plain;
    const lines = json ? jsonViewer(io) : lineViewer(io);
    if (attach !== undefined) {
      if (command.args.length > 0) {
        throw new UsageError('--attach shows what a serve watches: leave the targets out.');
      }
      return showServe(attach, way, { isScreen: isShown, emit: lines.emit }, io);
    }
    const flags = watchFlags(command);
    const setup = await loadSetup(flags, command.args, io);
    let code: number = exitCode.done;
    const onScreen = (how: DashboardEnd) => {
      // In raw mode ctrl-c is a key and no signal; a shell expects the same answer to both.
      if (how === 'interrupted') code = 130;
    };
    const view = isShown ? screenViewer(io, onScreen) : lines;
    await runWatch(setup, view, io, () => loadSetup(flags, command.args, io));
    return code;
  });
}

async function showServe(
  url: string,
  way: FetchFlags,
  how: Pick<Shown, 'isScreen' | 'emit'>,
  io: Io,
): Promise<number> {
  const { watchAttached } = await import('./attach/watch-attached.ts');
  const { headers, tls } = await fetchOptions(way, io);
  // Who calls has written its URL, and may mean a link-local address.
  const http = { headers, allowLinkLocal: true, ...(tls === undefined ? {} : { tls }) };
  return watchAttached({ url, http, ...how }, io);
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
