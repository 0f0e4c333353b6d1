import { type Result, success } from '../model/result.ts';
import { assembleProfile } from '../profile/merge/assemble-profile.ts';
import type { Profile } from '../profile/profile.ts';
import { prepareReport } from '../profile/report/prepare-report.ts';
import { exitCode, type Io } from './io.ts';
import { deliverReport } from './pprof/deliver-report.ts';
import { pprofHelp } from './pprof/help.ts';
import { type LoadOptions, loadProfiles } from './pprof/load-profiles.ts';
import { rowsCsv, rowsJson } from './pprof/print-rows.ts';
import { readFlags } from './pprof/read-flags.ts';
import { type Rendered, renderReport } from './pprof/render-report.ts';
import { type PprofSettings, pprofSettings } from './pprof/settings.ts';
import { timeFormat } from './pprof/time-format.ts';

/** `sawtooth pprof`: the reports of `go tool pprof` for heap work, with its flags and its text. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const flags = readFlags(args);
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
  if (settings.value.http !== null) return serve(loaded.value, settings.value, io);
  const made = await render(loaded.value.profile, settings.value, io);
  if (!made.ok) return refused(made.reason, io);
  for (const warning of made.value.warnings) io.stderr.write(`${warning}\n`);
  return deliverReport(made.value.content, settings.value.command, settings.value.output, io);
}

function refused(reason: string, io: Io): number {
  io.stderr.write(`sawtooth: ${reason}\n`);
  return exitCode.unusable;
}

type OneOrMore = readonly [Profile, ...Profile[]];

/** The profile of the reports, and what it was made of. */
type Loaded = {
  readonly profile: Profile;
  readonly sources: OneOrMore;
  readonly bases: OneOrMore | null;
};

async function load(settings: PprofSettings, io: Io): Promise<Result<Loaded>> {
  const fetch: LoadOptions = settings;
  const sources = await loadProfiles(settings.sources, 'source', fetch, io);
  if (!sources.ok) return sources;
  const read =
    settings.bases.length === 0 ? null : await loadProfiles(settings.bases, 'base', fetch, io);
  if (read !== null && !read.ok) return read;
  const bases = read?.value ?? null;
  const profile = assembleProfile(sources.value, { ...settings, bases });
  return profile.ok ? success({ profile: profile.value, sources: sources.value, bases }) : profile;
}

async function render(
  profile: Profile,
  { command, options, print }: PprofSettings,
  io: Io,
): Promise<Result<Rendered>> {
  const time = timeFormat(io.env['TZ'] || undefined);
  if (print === 'text') return renderReport(profile, command, options, { time, cwd: io.cwd });
  const prepared = prepareReport(profile, { format: 'top', symbol: '' }, options);
  if (!prepared.ok) return prepared;
  const { report, warnings } = prepared.value;
  return success({ content: print === 'json' ? rowsJson(report) : rowsCsv(report), warnings });
}

/** Loaded apart: a report on a terminal needs no server. */
async function serve(loaded: Loaded, settings: PprofSettings, io: Io): Promise<number> {
  const { serveProfile } = await import('./pprof/web/serve-profile.ts');
  return serveProfile(loaded, settings, io);
}
