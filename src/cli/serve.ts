import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { WatchEvent } from '../model/event.ts';
import { isHttpUrl } from '../model/is-http-url.ts';
import { failure } from '../model/result.ts';
import { countScrapes } from '../serve/count-scrapes.ts';
import { createApp } from '../serve/create-app.ts';
import { type LogLevel, type LogRecord, logLevels } from '../serve/event-record.ts';
import { openFront } from '../serve/front.ts';
import { LimitBook } from '../serve/limit-book.ts';
import { parseListenAddress } from '../serve/listen.ts';
import { createMetrics } from '../serve/metrics.ts';
import { beatEveryMs, Pulse } from '../serve/pulse.ts';
import { SharedTargets } from '../serve/shared-targets.ts';
import type { Store } from '../store/store.ts';
import { alertMemory } from './alert-memory.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { controlOf } from './control-of.ts';
import { exitCode, type Io } from './io.ts';
import { packagePath } from './package-path.ts';
import { runWatch } from './run-watch.ts';
import { serveHttp } from './serve-http.ts';
import { createServeLog, logFormats, type ServeLog } from './serve-log.ts';
import { sweepRecords } from './sweep-records.ts';
import { usesNow } from './uses-now.ts';
import type { Reload, Viewer, Wired } from './viewer.ts';
import { addWatchFlags, watchFlags } from './watch-flags.ts';
import { loadSetup, type WatchSetup } from './watch-setup.ts';
import type { WatchedWebConfig } from './watch-web-config.ts';

/** Loopback: what is shown names the insides of services, and nobody is asked who they are. */
const defaultAddress = '127.0.0.1:9412';

type Flags = {
  readonly 'web.listenAddress': string;
  readonly 'web.config.file'?: string;
  readonly 'web.externalUrl'?: string;
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
    return serveUntilStopped(command, io, () => loadSetup(flags, command.args, io));
  });
}

/** What `serve` and `sidecar` do alike: the engine behind the server that the flags ask for. `isSmall`: it has little memory. */
export async function serveUntilStopped(
  command: Command,
  io: Io,
  load: () => Promise<WatchSetup>,
  isSmall = false,
): Promise<number> {
  const given = command.opts<Flags>();
  const address = parseListenAddress(given['web.listenAddress']);
  if (!address.ok) throw new UsageError(address.reason);
  const webFile = given['web.config.file'];
  const web = webFile === undefined ? null : await webConfigAt(resolve(io.cwd, webFile));
  const externalUrl = externalUrlOf(given['web.externalUrl']);
  const setup = await load();
  const log = createServeLog({
    level: given['log.level'],
    format: given['log.format'],
    to: io.stderr,
    nowMs: Date.now,
  });
  try {
    const view = await serverViewer(address.value, given, { log, web, isSmall });
    await runWatch(setup, { ...view, ...externalUrl }, io, load);
  } finally {
    log.close();
  }
  return exitCode.done;
}

/** Loaded when there is one: what reads it takes memory that a sidecar without it saves. */
async function webConfigAt(file: string): Promise<WatchedWebConfig> {
  const { watchWebConfig } = await import('./watch-web-config.ts');
  return watchWebConfig(file);
}

/** Adds the flags that `serve` and `sidecar` share. */
export function addServeFlags(command: Command): Command {
  return command
    .addOption(
      option('--web.listen-address <host:port>', 'where to serve HTTP').default(defaultAddress),
    )
    .addOption(option('--web.config.file <file>', "TLS and who may look, in Prometheus' format"))
    .addOption(
      option('--web.external-url <url>', 'where people open these pages, for the links in alerts'),
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
  address: { readonly host: string; readonly port: number },
  flags: Pick<Flags, 'web.enableLifecycle'>,
  {
    log,
    web,
    isSmall,
  }: { readonly log: ServeLog; readonly web: WatchedWebConfig | null; readonly isSmall: boolean },
): Promise<Viewer> {
  const metrics = createMetrics(await version());
  const shared = new SharedTargets(() => performance.now());
  const limitBook = new LimitBook(() => performance.now());
  const pulse = new Pulse(() => performance.now());
  const listeners = new Set<(event: WatchEvent) => void>();
  let connections = async () => 0;
  let readers = () => 0;
  let reload: Reload | null = null;
  let wired: Wired | null = null;
  let store: Store | null = null;
  const front = openFront('What an earlier process has left is still being read from the bucket.');
  let ended: Promise<void> = Promise.resolve();
  return {
    open: async (signal) => {
      const counts = (count: () => Promise<number>) => {
        connections = count;
      };
      ({ ended } = await serveHttp(front, { address, web, log, signal, counts }));
    },
    noteUse: limitBook.note,
    storageSaid: (reason) => log.write({ level: 'warn', message: 'storage', fields: { reason } }),
    canRead: (given) => {
      store = given;
    },
    wrap: (deps) =>
      countScrapes(deps, {
        scraped: (...poll) => {
          metrics.scraped(...poll);
          pulse.polled();
        },
      }),
    emit: (event) => {
      shared.stale();
      metrics.said(event);
      log.event(event);
      for (const listener of listeners) listener(event);
    },
    stored: metrics.stored,
    swept: (swept) => sweepRecords(swept).forEach(log.write),
    canReload: (given) => {
      if (flags['web.enableLifecycle'] === true) reload = given;
    },
    wired: (given) => {
      wired = given;
      metrics.queues(() => given.notifier.waiting());
      metrics.keeps(() => given.storeWatch.keeps);
    },
    show: async (engine, signal, discovery) => {
      // The app listens itself, to show what has happened: that is no reader.
      let own = 0;
      const streams = () => listeners.size - own;
      metrics.limits(async (shown) => {
        const served = { streams: streams(), readers: readers(), connections: await connections() };
        const counts = { ...served, logLines: log.remembered() };
        return limitBook.figures([...shown, ...usesNow(engine, wired, counts)]);
      });
      const app = createApp({
        streams,
        noteUse: limitBook.note,
        snapshot: () => shared.snapshot(engine),
        discovery,
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        readCapture: async (capture) =>
          store === null ? failure('the store is not open yet') : store.readCapture(capture),
        metrics,
        reload,
        control: controlOf(engine, wired, signal),
        isSmall,
        countsReaders: (count) => {
          readers = count;
        },
        failed: (path, error) => log.write(failedRecord(path, error)),
        ...(store === null ? {} : { alerts: alertMemory(store, Date.now) }),
        complaint: () =>
          pulse.complaint(shared.snapshot(engine)) ?? wired?.storeWatch.complaint() ?? null,
        ...(web === null ? {} : { webConfig: web.now }),
        signal,
      });
      own = listeners.size;
      const beating = setInterval(() => pulse.beat(), beatEveryMs);
      front.show(app);
      await ended.finally(() => clearInterval(beating));
    },
  };
}

function externalUrlOf(given: string | undefined): { readonly externalUrl?: string } {
  if (given === undefined) return {};
  if (!isHttpUrl(given)) {
    throw new UsageError(`--web.external-url ${given}: write a whole http or https URL.`);
  }
  const { username, password, search, hash } = new URL(given);
  if (username + password !== '') {
    throw new UsageError(
      '--web.external-url holds a login, which every alert would carry to its readers; leave it out.',
    );
  }
  if (search + hash !== '') {
    throw new UsageError(
      `--web.external-url ${given}: pages are below it, so it ends before '?' and '#'.`,
    );
  }
  return { externalUrl: given.replace(/\/+$/, '') };
}

/** A bug has ended a request: where, and what there is to find it by. */
function failedRecord(path: string, error: unknown): LogRecord {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return { level: 'error', message: 'request failed', fields: { path, reason: message, stack } };
}

async function version(): Promise<string> {
  const text = await readFile(packagePath('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
