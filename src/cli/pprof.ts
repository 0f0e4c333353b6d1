import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Result } from '../model/result.ts';
import { assembleProfile } from '../profile/merge/assemble-profile.ts';
import type { Profile } from '../profile/profile.ts';
import { prepareReport } from '../profile/report/prepare-report.ts';
import { printReport } from '../profile/report/print-report.ts';
import type { Report } from '../profile/report/report.ts';
import { exitCode, type Io } from './io.ts';
import { pprofHelp } from './pprof/help.ts';
import { type LoadOptions, loadProfiles } from './pprof/load-profiles.ts';
import { rowsCsv, rowsJson } from './pprof/print-rows.ts';
import { readFlags } from './pprof/read-flags.ts';
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
  const printed = await report(settings.value, io);
  return printed.ok ? deliver(printed.value, settings.value, io) : refused(printed.reason, io);
}

function refused(reason: string, io: Io): number {
  io.stderr.write(`sawtooth: ${reason}\n`);
  return exitCode.unusable;
}

async function report(settings: PprofSettings, io: Io): Promise<Result<string | Uint8Array>> {
  for (const warning of settings.warnings) io.stderr.write(`${warning}\n`);
  const profile = await assembled(settings, io);
  if (!profile.ok) return profile;
  const prepared = prepareReport(profile.value, settings.command, settings.options);
  if (!prepared.ok) return prepared;
  for (const warning of prepared.value.warnings) io.stderr.write(`${warning}\n`);
  return printed(prepared.value.report, settings, io);
}

async function assembled(settings: PprofSettings, io: Io): Promise<Result<Profile>> {
  const fetch: LoadOptions = settings;
  const sources = await loadProfiles(settings.sources, 'source', fetch, io);
  if (!sources.ok) return sources;
  const bases =
    settings.bases.length === 0 ? null : await loadProfiles(settings.bases, 'base', fetch, io);
  if (bases !== null && !bases.ok) return bases;
  return assembleProfile(sources.value, { ...settings, bases: bases?.value ?? null });
}

function printed(made: Report, { print }: PprofSettings, io: Io): Result<string | Uint8Array> {
  if (print === 'json') return { ok: true, value: rowsJson(made) };
  if (print === 'csv') return { ok: true, value: rowsCsv(made) };
  return printReport(made, timeFormat(io.env['TZ'] || undefined));
}

async function deliver(
  made: string | Uint8Array,
  { output }: PprofSettings,
  io: Io,
): Promise<number> {
  if (output === '') {
    if (typeof made !== 'string' && io.stdout.isTTY) {
      return refused('a profile is no text for a terminal: give -output=FILE', io);
    }
    io.stdout.write(made);
    return exitCode.done;
  }
  io.stderr.write(`Generating report in ${output}\n`);
  try {
    await writeFile(resolve(io.cwd, output), made);
    return exitCode.done;
  } catch (error) {
    return refused(`cannot write ${output}: ${(error as Error).message}`, io);
  }
}
