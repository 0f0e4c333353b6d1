import type { Result } from '../../../model/result.ts';
import type { Profile } from '../../../profile/profile.ts';
import type { Io } from '../../io.ts';
import { deliverReport } from '../deliver-report.ts';
import { makeReport } from '../make-report.ts';
import type { ShellCommand } from './read-command.ts';
import { reportOptions } from './shell-settings.ts';

/**
 * Makes the report of a command and writes it to its file or to stdout. What is no text goes into a new
 * file of its own, also where nobody looks at a screen, as in pprof.
 */
export async function shellReport(
  profile: Profile,
  { command, settings }: ShellCommand,
  io: Io,
): Promise<Result<void>> {
  const request = { command, options: reportOptions(settings), print: 'text' } as const;
  const made = await makeReport(profile, request, io);
  if (!made.ok) return made;
  return deliverReport(made.value, command, settings['output'] ?? '', true, io);
}
