import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Capture } from '../model/capture.ts';
import type { WatchEvent } from '../model/event.ts';
import { failure, type Result, success } from '../model/result.ts';
import { eventLine } from '../render/event-line.ts';
import { countScrapes } from '../serve/count-scrapes.ts';
import { createApp } from '../serve/create-app.ts';
import { listen, parseListenAddress } from '../serve/listen.ts';
import { createMetrics } from '../serve/metrics.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { exitCode, type Io } from './io.ts';
import { runWatch, type Viewer } from './run-watch.ts';
import { addWatchFlags, watchFlags } from './watch-flags.ts';
import { loadSetup } from './watch-setup.ts';

/** Loopback: what is shown names the insides of services, and nobody is asked who they are. */
const defaultAddress = '127.0.0.1:9412';

/** `sawtooth serve`: the engine without a screen, its state over HTTP, its events as lines on stderr. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const command = addWatchFlags(
    newCommand('serve', io, {
      summary: 'Watches without a screen: metrics, health and a JSON API over HTTP.',
      examples: [
        'sawtooth serve http://127.0.0.1:6060/debug/pprof',
        'sawtooth serve --config.file sawtooth.yaml --web.listen-address 127.0.0.1:9412',
      ],
    }),
  ).addOption(
    option('--web.listen-address <host:port>', 'where to serve HTTP').default(defaultAddress),
  );
  return runCommand(command, args, io, async () => {
    const flags = watchFlags(command);
    const given = command.opts<Record<string, string>>()['web.listenAddress'] ?? defaultAddress;
    const address = parseListenAddress(given);
    if (!address.ok) throw new UsageError(address.reason);
    const setup = await loadSetup(flags, command.args, io);
    const view = await serverViewer(setup.storagePath, address.value, io);
    await runWatch(setup, view, io, () => loadSetup(flags, command.args, io));
    return exitCode.done;
  });
}

/** The HTTP server as a viewer of the engine. */
async function serverViewer(
  storagePath: string,
  address: { readonly host: string; readonly port: number },
  { stderr }: Pick<Io, 'stderr'>,
): Promise<Viewer> {
  const metrics = createMetrics(await version());
  const listeners = new Set<(event: WatchEvent) => void>();
  return {
    wrap: (deps) => countScrapes(deps, metrics),
    emit: (event) => {
      metrics.said(event);
      stderr.write(`${eventLine(event)}\n`);
      for (const listener of listeners) listener(event);
    },
    show: async (engine, signal) => {
      const app = createApp({
        snapshot: () => engine.snapshot(),
        subscribe: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
        readCapture: (capture) => readStored(storagePath, capture),
        metrics,
        signal,
      });
      const listening = await listen(app, address);
      if (!listening.ok) throw new UsageError(listening.reason);
      stderr.write(`sawtooth: listening on ${listening.value.url}\n`);
      await aborted(signal);
      await listening.value.close();
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
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
