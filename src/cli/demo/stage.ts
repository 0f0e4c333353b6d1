import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../command.ts';
import type { Io } from '../io.ts';
import { runWatch } from '../run-watch.ts';
import { isScreen, screenViewer } from '../screen-viewer.ts';
import { loadSetup, type WatchSetup } from '../watch-setup.ts';
import { demoConfig } from './demo-config.ts';
import { demoLines } from './demo-lines.ts';
import type { LeakyProgram } from './leaky-program.ts';
import { lookingOn } from './looking-on.ts';
import { advance, type DemoEvent, missing, noProgress, type Progress } from './progress.ts';
import { startReceiver } from './receiver.ts';
import { supervise } from './supervisor.ts';
import { waitForPort } from './wait-for-port.ts';

/** One second of the demo counts as a minute to the rules: the only difference to production. */
export const timeScale = 60;

/** All has to be seen within this time from the program's first start on. */
export const patienceMs = 150_000;

/** Between a death and the next start: as long as a small container takes. */
const backOffMs = 1_000;

/** A program that dies within this time did not get going. */
const minLifeMs = 3_000;

/** What the demo runs with. */
export type Stage = {
  /** For configuration, captures and incidents. */
  readonly folder: string;
  /** Where the program will listen. */
  readonly port: number;
  readonly io: Io;
  readonly say: (line: string) => void;
};

/** How the demo ended: all seen; the time was up; the user left, by a key or by a signal. */
export type End = 'seen' | 'late' | 'stopped' | 'interrupted';

/**
 * Runs the program under its supervisor, the receiver and the engine together until everything was
 * seen, and ends all three. Throws a `UsageError` when the program does not run.
 */
export async function runStage(
  leaky: LeakyProgram,
  { folder, port, io, say }: Stage,
): Promise<{ readonly progress: Progress; readonly end: End }> {
  const stop = new AbortController();
  const signal = AbortSignal.any([io.signal, stop.signal]);
  const screen = isScreen(io);
  let progress = noProgress(leaky.culprit);
  let end: End = 'stopped';
  const finish = (how: End) => {
    if (!signal.aborted) end = how;
    stop.abort(new Error(how));
  };
  const note = (event: DemoEvent) => {
    progress = advance(progress, event);
    const lines = screen ? [] : demoLines(event, Date.now());
    for (const line of lines) say(line.replaceAll(`${folder}/`, ''));
    if (missing(progress).length === 0) finish('seen');
  };
  const secret = randomBytes(24).toString('hex');
  const receiver = await startReceiver(secret, (body) => {
    if (body.ok) note({ kind: 'notification', body: body.value });
    else if (!screen) say(`the receiver refused a request: ${body.reason}`);
  });
  const supervised = supervise(leaky.program, {
    backOffMs,
    minLifeMs,
    signal,
    onStart: (pid) => note({ kind: 'start', pid }),
    onDeath: (death) => note({ kind: 'death', death }),
  });
  // A program that does not run ends the demo at once, with its own sentence.
  supervised.catch((error: Error) => stop.abort(error));
  const timer = setTimeout(() => finish('late'), patienceMs);
  // A closed terminal ends the demo as ctrl-c does: nobody would be left to stop the program.
  const forget = io.onReload(() => finish('stopped'));
  try {
    await waitForPort(port, signal);
    const setup = await setUp(leaky, { folder, url: receiver.url, secret, signal });
    const shown = screen
      ? screenViewer(io, (how) => how === 'interrupted' && finish('interrupted'))
      : {};
    const quiet = { signal, onReload: () => () => undefined };
    await runWatch(setup, lookingOn(shown, note), quiet, async () => setup);
  } finally {
    stop.abort();
    clearTimeout(timer);
    forget();
    await Promise.allSettled([receiver.close(), supervised]);
  }
  await supervised.catch((error: Error) => {
    throw new UsageError(error.message, { cause: error });
  });
  return { progress, end };
}

/** Writes the configuration as a user would, and loads it as `watch --config.file` does. */
async function setUp(
  { job }: LeakyProgram,
  about: { folder: string; url: string; secret: string; signal: AbortSignal },
): Promise<WatchSetup> {
  const { folder, url, secret, signal } = about;
  const configFile = join(folder, 'sawtooth.yaml');
  await writeFile(join(folder, 'webhook-secret'), secret, { mode: 0o600 });
  await writeFile(configFile, demoConfig(job, { url, secretFile: 'webhook-secret' }));
  const unset = { limitBytes: null, scrapeIntervalMs: null, storagePath: null, once: false };
  const whole = { shardIndex: null, shardCount: null };
  return loadSetup({ ...unset, ...whole, configFile, ruleFiles: [], timeScale }, [], {
    cwd: folder,
    signal,
  });
}
