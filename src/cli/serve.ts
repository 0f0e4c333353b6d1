import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Capture } from '../model/capture.ts';
import type { WatchEvent } from '../model/event.ts';
import { failure, type Result, success } from '../model/result.ts';
import { countScrapes } from '../serve/count-scrapes.ts';
import { createApp } from '../serve/create-app.ts';
import { type LogLevel, logLevels } from '../serve/event-record.ts';
import { listen, parseListenAddress } from '../serve/listen.ts';
import { createMetrics } from '../serve/metrics.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { exitCode, type Io } from './io.ts';
import { packagePath } from './package-path.ts';
import { type Reload, runWatch, type Viewer } from './run-watch.ts';
import { createServeLog, logFormats, type ServeLog } from './serve-log.ts';
import { sweepRecords } from './sweep-records.ts';
import { addWatchFlags, watchFlags } from './watch-flags.ts';
import { loadSetup } from './watch-setup.ts';

/** Loopback: what is shown names the insides of services, and nobody is asked who they are. */
const defaultAddress = '127.0.0.1:9412';

type Flags = {
  readonly 'web.listenAddress': string;
  readonly 'web.enableLifecycle'?: boolean;
  readonly 'log.level': LogLevel;
  readonly 'log.format': (typeof logFormats)[number];
};

/** `sawtooth serve`: the engine without a screen, its state over HTTP, its events as a log on stderr. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const command = addServeFlags(
    addWatchFlags(
      newCommand('serve', io, {
        summary: 'Watches without a screen: metrics, health and a JSON API over HTTP.',
        examples: [
          'sawtooth serve http://127.0.0.1:6060/debug/pprof',
          'sawtooth serve --config.file sawtooth.yaml --web.listen-address 127.0.0.1:9412',
        ],
      }),
    ),
  );
  return runCommand(command, args, io, async () => {
    const flags = watchFlags(command);
    const given = command.opts<Flags>();
    const address = parseListenAddress(given['web.listenAddress']);
    if (!address.ok) throw new UsageError(address.reason);
    const load = () => loadSetup(flags, command.args, io);
    const setup = await load();
    const log = createServeLog({
      level: given['log.level'],
      format: given['log.format'],
      to: io.stderr,
      nowMs: Date.now,
    });
    try {
      const view = await serverViewer(setup.storage.path, address.value, given, log);
      await runWatch(setup, view, io, load);
    } finally {
      log.close();
    }
    return exitCode.done;
  });
}

function addServeFlags(command: Command): Command {
  return command
    .addOption(
      option('--web.listen-address <host:port>', 'where to serve HTTP').default(defaultAddress),
    )
    .addOption(
      option('--web.enable-lifecycle', 'let PUT or POST /-/reload reload the configuration'),
    )
    .addOption(
      option('--log.level <level>', 'the least that is logged').choices(logLevels).default('info'),
    )
    .addOption(
      option('--log.format <format>', 'how it is written').choices(logFormats).default('logfmt'),
    );
}

/** The HTTP server as a viewer of the engine. */
async function serverViewer(
  storagePath: string,
  address: { readonly host: string; readonly port: number },
  flags: Pick<Flags, 'web.enableLifecycle'>,
  log: ServeLog,
): Promise<Viewer> {
  const metrics = createMetrics(await version());
  const listeners = new Set<(event: WatchEvent) => void>();
  let reload: Reload | null = null;
  return {
    wrap: (deps) => countScrapes(deps, metrics),
    emit: (event) => {
      metrics.said(event);
      log.event(event);
      for (const listener of listeners) listener(event);
    },
    swept: (swept) => sweepRecords(swept).forEach(log.write),
    canReload: (given) => {
      if (flags['web.enableLifecycle'] === true) reload = given;
    },
    show: async (engine, signal, discovery) => {
      const app = createApp({
        snapshot: () => engine.snapshot(),
        discovery,
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        readCapture: (capture) => readStored(storagePath, capture),
        metrics,
        reload,
        signal,
      });
      const listening = await listen(app, address);
      if (!listening.ok) throw new UsageError(listening.reason);
      const { url, close } = listening.value;
      // The address stands in the message, whole: scripts wait for it.
      log.write({ level: 'info', message: `listening on ${url} for HTTP`, fields: {} });
      await aborted(signal);
      await close();
    },
  };
}

async function readStored(storagePath: string, capture: Capture): Promise<Result<Uint8Array>> {
  try {
    return success(await readFile(resolve(storagePath, capture.path)));
  } catch (error) {
    return failure(`cannot read capture ${capture.id}: ${(error as Error).message}`, error);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

async function version(): Promise<string> {
  const text = await readFile(packagePath('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
