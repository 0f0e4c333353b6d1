import { type Result, success } from '../../../model/result.ts';
import type { Profile } from '../../../profile/profile.ts';
import type { ReportOptions } from '../../../profile/report/report-options.ts';
import { exitCode, type Io } from '../../io.ts';
import type { LoadedProfiles } from '../load-profiles.ts';
import { completer } from './complete-line.ts';
import { greeting } from './greeting.ts';
import { helpText } from './help-text.ts';
import { nameCulprit } from './name-culprit.ts';
import { openLines } from './open-lines.ts';
import { optionsText } from './options-text.ts';
import { readCommand } from './read-command.ts';
import { shellReport } from './shell-report.ts';
import {
  assign,
  firstSettings,
  isSwitch,
  reportOptions,
  type ShellSettings,
  settable,
} from './shell-settings.ts';
import { expandShortcut } from './shortcuts.ts';

/** What a call with SIGINT ends with, as shells have it. */
const interrupted = 130;

type Session = { readonly profile: Profile; readonly loaded: LoadedProfiles; readonly io: Io };

/** The settings after a line; `quit`: the session is over. */
type After = ShellSettings | 'quit';

/**
 * Asks for commands and prints reports until `quit`, the end of stdin or ^C. What is said stands on
 * stderr, so that stdout holds reports alone. A mistake is told and the shell goes on.
 */
export async function runShell(
  profile: Profile,
  loaded: LoadedProfiles,
  begin: { readonly options: ReportOptions; readonly output: string },
  io: Io,
): Promise<number> {
  const session = { profile, loaded, io };
  let settings = firstSettings(begin.options, begin.output);
  io.stderr.write(greeting(profile, reportOptions(settings), io));
  const lines = openLines(io, completer(profile));
  try {
    for (;;) {
      const line = await lines.next();
      if (line.kind === 'interrupted') return interrupted;
      if (line.kind === 'end') return exitCode.done;
      const after = await runParts(expandShortcut(line.text.trim(), profile), settings, session);
      if (after === 'quit') return exitCode.done;
      settings = after;
    }
  } finally {
    lines.close();
  }
}

async function runParts(
  parts: readonly string[],
  before: ShellSettings,
  session: Session,
): Promise<After> {
  let settings = before;
  for (const part of parts) {
    const after = await runLine(part, settings, session);
    if (!after.ok) session.io.stderr.write(`${after.reason}\n`);
    else if (after.value === 'quit') return 'quit';
    else settings = after.value;
  }
  return settings;
}

async function runLine(
  line: string,
  settings: ShellSettings,
  session: Session,
): Promise<Result<After>> {
  const assigned = readAssignment(line, settings, session.profile);
  if (assigned !== null) return assigned;
  const words = line.split(/\s+/).filter((part) => part !== '');
  if (['exit', 'quit', 'q'].includes(words[0] ?? '')) return success('quit');
  const done = await runCommand(words, settings, session);
  return done.ok ? success(settings) : done;
}

async function runCommand(
  words: readonly string[],
  settings: ShellSettings,
  { profile, loaded, io }: Session,
): Promise<Result<void>> {
  const say = (stream: NodeJS.WriteStream, text: Result<string>): Result<void> => {
    if (!text.ok) return text;
    stream.write(text.value);
    return success(undefined);
  };
  switch (words[0]) {
    case undefined:
      return success(undefined);
    case 'o':
    case 'options':
      return say(io.stderr, success(optionsText(settings, profile)));
    case 'help':
      return say(io.stderr, helpText(words.slice(1).join(' ')));
    case 'culprit':
    case 'diff':
      return say(io.stdout, await nameCulprit(loaded));
    default: {
      const command = readCommand(words, settings);
      return command.ok ? shellReport(profile, command.value, io) : command;
    }
  }
}

/** `name=value`, or the name of a switch alone; null: the line is none of these. */
function readAssignment(
  line: string,
  settings: ShellSettings,
  profile: Profile,
): Result<ShellSettings> | null {
  const at = line.indexOf('=');
  const name = (at < 0 ? line : line.slice(0, at)).trim();
  if (!settable.includes(name)) return null;
  if (at < 0 && !isSwitch(name)) {
    return { ok: false, reason: `please specify a value, e.g. ${name}=<val>` };
  }
  // `o` prints values with remarks behind them: a line of it can be given back.
  const value = at < 0 ? '' : line.slice(at + 1).replace(/\/\/:(?!.*\/\/:).*$/s, '');
  return assign(settings, name, value.trim(), profile);
}
