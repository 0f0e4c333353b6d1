import { failure, type Result, success } from '../../model/result.ts';
import type { Profile } from '../../profile/profile.ts';
import { prepareReport } from '../../profile/report/prepare-report.ts';
import { printReport } from '../../profile/report/print-report.ts';
import type { Report, TimeFormat } from '../../profile/report/report.ts';
import type { ReportFormat, ReportOptions } from '../../profile/report/report-options.ts';
import type { ReadSource } from '../../profile/report/source-listing.ts';

/** The formats that are drawn from the graph of `-dot`. */
export type PictureFormat = 'svg' | 'png';

/** What is asked for: a report or a picture; for `peek` and `list` of which functions. */
export type PprofCommand = {
  readonly format: ReportFormat | PictureFormat;
  readonly symbol: string;
};

/** What a report needs to know of where it is made. */
export type ReportWorld = { readonly time: TimeFormat; readonly cwd: string };

/** A finished report, and what pprof would say on stderr on the way. */
export type Rendered = {
  readonly content: string | Uint8Array;
  readonly warnings: readonly string[];
};

/**
 * Makes any report of `sawtooth pprof`, pictures too: what the flags and the commands of a shell have
 * in common. Fails as `prepareReport` and `printReport` do, and where a picture cannot be drawn.
 */
export async function renderReport(
  profile: Profile,
  { format, symbol }: PprofCommand,
  options: ReportOptions,
  world: ReportWorld,
): Promise<Result<Rendered>> {
  const isPicture = format === 'svg' || format === 'png';
  const prepared = prepareReport(profile, { format: isPicture ? 'dot' : format, symbol }, options);
  if (!prepared.ok) return prepared;
  const { report, warnings } = prepared.value;
  const printed = printReport(report, world.time, await sourcesFor(report, world));
  if (!printed.ok) return printed;
  const content = isPicture ? await picture(String(printed.value), format) : printed;
  return content.ok ? success({ content: content.value, warnings }) : content;
}

/** Loaded apart: a table needs no sources, and node:fs by name takes longer to load than it to print. */
async function sourcesFor({ format, options }: Report, { cwd }: ReportWorld): Promise<ReadSource> {
  if (format !== 'list') return () => failure('no sources are read for this report');
  const { sourceReader } = await import('./read-source.ts');
  return sourceReader({ ...options, cwd });
}

/** Loaded apart: a table needs nothing of what draws. */
async function picture(dot: string, format: PictureFormat): Promise<Result<string | Uint8Array>> {
  const { drawPicture } = await import('./draw-picture.ts');
  return drawPicture({ dot, format });
}

/** How the file of a report ends that is no text for a terminal; null: it is one. */
export function fileEnding(format: PprofCommand['format']): string | null {
  if (format === 'proto' || format === 'topproto') return 'pb.gz';
  return format === 'svg' || format === 'png' ? format : null;
}
