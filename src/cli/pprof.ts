import type { Result } from '../model/result.ts';
import { assembleProfile } from '../profile/merge/assemble-profile.ts';
import type { Profile } from '../profile/profile.ts';
import { printable } from '../render/printable.ts';
import { exitCode, type Io } from './io.ts';
import { deliverReport } from './pprof/deliver-report.ts';
import { pprofHelp } from './pprof/help.ts';
import { type LoadedProfiles, loadAll } from './pprof/load-profiles.ts';
import { makeReport } from './pprof/make-report.ts';
import { readFlags } from './pprof/read-flags.ts';
import type { PprofCommand } from './pprof/render-report.ts';
import { type PprofSettings, pprofSettings } from './pprof/settings.ts';
import { readTlsFlags } from './read-tls-flags.ts';

/**
 * `sawtooth pprof`: the reports of `go tool pprof` for heap work, with its flags and its text; its
 * shell where no report is named.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const flags = readFlags(args, io.env);
  if (!flags.ok) return refused(flags.reason, io);
  if (['help', 'h'].some((name) => flags.value.values.get(name)?.at(-1) === 'true')) {
    io.stdout.write(pprofHelp);
    return exitCode.done;
  }
  const settings = pprofSettings(flags.value);
  if (!settings.ok) return refused(settings.reason, io);
  for (const warning of settings.value.warnings) io.stderr.write(`${warning}\n`);
  const loaded = await load(settings.value, io);
  if (!loaded.ok) return refused(loaded.reason, io);
  const profile = assembled(loaded.value, settings.value);
  if (!profile.ok) return refused(profile.reason, io);
  const whole = { ...loaded.value, profile: profile.value };
  if (settings.value.http !== null) return serve(whole, settings.value, io);
  const { command } = settings.value;
  return command === null
    ? shell(whole, settings.value, io)
    : report(profile.value, { ...settings.value, command }, io);
}

function refused(reason: string, io: Io): number {
  io.stderr.write(`sawtooth: ${printable(reason)}\n`);
  return exitCode.unusable;
}

async function load(settings: PprofSettings, io: Io): Promise<Result<LoadedProfiles>> {
  const tls = await readTlsFlags(settings.tlsFlags, io);
  if (!tls.ok) return tls;
  const isOnce = settings.command !== null && settings.http === null;
  const loaded = await loadAll(
    { ...settings, isOnce, ...(tls.value === undefined ? {} : { tls: tls.value }) },
    io,
  );
  // Kept-alive connections would hold the process open.
  const isRemote = [...settings.sources, ...settings.bases].some((source) => /:/.test(source));
  if (isRemote) (await import('../http/agents.ts')).closeHttpAgents();
  return loaded;
}

function assembled({ sources, bases }: LoadedProfiles, settings: PprofSettings): Result<Profile> {
  return assembleProfile(sources, { ...settings, bases });
}

async function report(
  profile: Profile,
  settings: PprofSettings & { readonly command: PprofCommand },
  io: Io,
): Promise<number> {
  const { command, output } = settings;
  const made = await makeReport(profile, settings, io);
  if (!made.ok) return refused(made.reason, io);
  const delivered = await deliverReport(made.value, command, output, io.stdout.isTTY, io);
  return delivered.ok ? exitCode.done : refused(delivered.reason, io);
}

/** The profile of the reports, and what it was made of. */
type Whole = LoadedProfiles & { readonly profile: Profile };

/** Loaded apart: a report on a terminal needs no server. */
async function serve(whole: Whole, settings: PprofSettings, io: Io): Promise<number> {
  const { serveProfile } = await import('./pprof/web/serve-profile.ts');
  return serveProfile(whole, settings, io);
}

async function shell(whole: Whole, settings: PprofSettings, io: Io): Promise<number> {
  // A report needs no line editing.
  const { runShell } = await import('./pprof/shell/run-shell.ts');
  const { options, output } = settings;
  return runShell(whole.profile, whole, { options, output }, io);
}
