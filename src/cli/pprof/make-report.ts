import { type Result, success } from '../../model/result.ts';
import type { Profile } from '../../profile/profile.ts';
import { prepareReport } from '../../profile/report/prepare-report.ts';
import type { ReportOptions } from '../../profile/report/report-options.ts';
import type { Io } from '../io.ts';
import { rowsCsv, rowsJson } from './print-rows.ts';
import { type PprofCommand, type Rendered, renderReport } from './render-report.ts';
import { timeFormat } from './time-format.ts';

/** What is printed, and in which form: `json` and `csv` are the rows of `-top`. */
export type ReportRequest = {
  readonly command: PprofCommand;
  readonly options: ReportOptions;
  readonly print: 'text' | 'json' | 'csv';
};

/** Makes one report of a profile; what pprof says on the way goes to stderr. */
export async function makeReport(
  profile: Profile,
  request: ReportRequest,
  io: Io,
): Promise<Result<string | Uint8Array>> {
  const made = await render(profile, request, io);
  if (!made.ok) return made;
  for (const warning of made.value.warnings) io.stderr.write(`${warning}\n`);
  return success(made.value.content);
}

async function render(
  profile: Profile,
  { command, options, print }: ReportRequest,
  io: Io,
): Promise<Result<Rendered>> {
  const time = timeFormat(io.env['TZ'] || undefined);
  if (print === 'text') return renderReport(profile, command, options, { time, cwd: io.cwd });
  const prepared = prepareReport(profile, { format: 'top', symbol: '' }, options);
  if (!prepared.ok) return prepared;
  const { report, warnings } = prepared.value;
  return success({ content: print === 'json' ? rowsJson(report) : rowsCsv(report), warnings });
}
