import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UsageError } from '../command.ts';
import { exitCode, type Io } from '../io.ts';
import { runWatch, type Viewer } from '../run-watch.ts';
import { isScreen, screenViewer } from '../watch.ts';
import { loadSetup } from '../watch-setup.ts';
import { demoConfig } from './demo-config.ts';
import { demoLines } from './demo-lines.ts';
import { freePort } from './free-port.ts';
import { type LeakChoice, type LeakyProgram, leakyProgram } from './leaky-program.ts';
import { advance, type DemoEvent, missing, noProgress, type Progress } from './progress.ts';
import { startReceiver } from './receiver.ts';
import { summaryLines } from './summary.ts';
import { supervise } from './supervisor.ts';
import { waitForPort } from './wait-for-port.ts';

/** One second of the demo counts as a minute to the rules: the only difference to production. */
const timeScale = 60;

/** All has to be seen within this time from the program's first start on. */
const patienceMs = 150_000;

/** How often the verdict is looked at between two events. */
const lookMs = 5_000;

/** Between a death and the next start: as long as a small container takes. */
const backOffMs = 1_000;

/**
 * Watches the leaking program until everything was seen, then says where to look at it. Answers the
 * exit code: 0, or 1 with a sentence about what was missing.
 */
export async function rehearse(choice: LeakChoice, io: Io): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-demo-'));
  const port = await freePort();
  const say = (line: string) => io.stdout.write(`${line}\n`);
  const { env, signal } = io;
  const leaky = await leakyProgram(choice, { port, folder, env: { ...env }, signal, say });
  if (!leaky.ok) throw new UsageError(leaky.reason);
  say(
    `${leaky.value.program.name} leaks on purpose. One second counts as a minute (time scale ${timeScale}).`,
  );
  say(`Everything is kept in ${folder}`);
  const progress = await watchIt(leaky.value, { folder, port, io, say });
  for (const line of summaryLines(progress)) say(line);
  const rest = missing(progress);
  if (rest.length === 0 || io.signal.aborted) return exitCode.done;
  io.stderr.write(
    `sawtooth demo: not everything was seen within ${patienceMs / 1000} s: ${rest.join(', ')} missing. ` +
      'A busy machine is the likeliest reason; try again when it is calm\n',
  );
  return exitCode.found;
}

type Stage = {
  readonly folder: string;
  readonly port: number;
  readonly io: Io;
  readonly say: (line: string) => void;
};

/** Runs program, receiver and engine together, and ends all three. */
async function watchIt(leaky: LeakyProgram, { folder, port, io, say }: Stage): Promise<Progress> {
  const stop = new AbortController();
  // A closed terminal ends the demo as ctrl-c does: nobody would be left to stop the program.
  const forget = io.onReload(() => stop.abort(new Error('the terminal was closed')));
  const timer = setTimeout(() => stop.abort(new Error('the time is up')), patienceMs);
  const signal = AbortSignal.any([io.signal, stop.signal]);
  const screen = isScreen(io);
  let progress = noProgress(leaky.culprit);
  const note = (event: DemoEvent) => {
    progress = advance(progress, event);
    if (!screen)
      for (const line of demoLines(event, Date.now())) say(line.replaceAll(`${folder}/`, ''));
    if (missing(progress).length === 0) stop.abort(new Error('everything was seen'));
  };
  const secret = randomBytes(24).toString('hex');
  const receiver = await startReceiver(secret, (body) => {
    if (body.ok) note({ kind: 'notification', body: body.value });
    else io.stderr.write(`demo: its receiver refused a request: ${body.reason}\n`);
  });
  const supervised = supervise(leaky.program, {
    backOffMs,
    minLifeMs: 3_000,
    signal,
    onStart: (pid) => note({ kind: 'start', pid }),
    onDeath: (death) => note({ kind: 'death', death }),
  });
  // A program that does not run ends the demo at once, with its own sentence.
  supervised.catch((error: Error) => stop.abort(error));
  try {
    await waitForPort(port, signal);
    await writeFile(join(folder, 'webhook-secret'), secret, { mode: 0o600 });
    const configFile = join(folder, 'sawtooth.yaml');
    const hook = { url: receiver.url, secretFile: 'webhook-secret' };
    await writeFile(configFile, demoConfig(leaky.job, hook));
    const flags = { configFile, ruleFiles: [], limitBytes: null, scrapeIntervalMs: null };
    const setup = await loadSetup({ ...flags, timeScale, storagePath: null, once: false }, [], {
      cwd: folder,
      signal,
    });
    const viewer = watching(screen ? screenViewer(io) : {}, note);
    await runWatch(setup, viewer, { signal, onReload: () => () => undefined }, async () => setup);
  } finally {
    stop.abort();
    clearTimeout(timer);
    forget();
    await Promise.allSettled([receiver.close(), supervised]);
  }
  // Rejects with its sentence when the program did not run.
  await supervised;
  return progress;
}

/** A viewer that passes on what it sees, and looks at the verdict between two events as well. */
function watching(shown: Partial<Viewer>, note: (event: DemoEvent) => void): Viewer {
  return {
    emit: (event) => {
      shown.emit?.(event);
      note({ kind: 'watch', event });
    },
    show: async (engine, signal) => {
      const done = new AbortController();
      const until = AbortSignal.any([signal, done.signal]);
      const look = async () => {
        while (!until.aborted) {
          const verdict = engine.snapshot().targets[0]?.verdict ?? null;
          if (verdict !== null) note({ kind: 'looked', verdict });
          await delay(lookMs, undefined, { signal: until }).catch(() => undefined);
        }
      };
      const looking = look();
      await (shown.show?.(engine, signal) ?? looking);
      done.abort();
      await looking;
    },
  };
}
