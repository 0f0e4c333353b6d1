import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Option } from 'commander';
import { defaults } from '../config/defaults.ts';
import { closeHttpAgents } from '../http/agents.ts';
import { formatBytes } from '../render/format-bytes.ts';
import { printable } from '../render/printable.ts';
import type { LeakReport } from '../render/report/leak-report.ts';
import { listIncidents } from '../store/list-incidents.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { type FetchFlags, fetchOptions, headerOption, tlsOptions } from './fetch-flags.ts';
import { findIncident } from './find-incident.ts';
import { exitCode, type Io } from './io.ts';
import { incidentReport } from './report/incident-report.ts';
import { profilesReport } from './report/profiles-report.ts';
import { type ReportFormat, renderReport, reportFormats } from './report/render-report.ts';
import { whyUnreadable } from './why-unreadable.ts';
import { type Step, withProgress } from './with-progress.ts';

type Flags = FetchFlags & {
  readonly 'storage.path': string;
  readonly format: ReportFormat;
  readonly output?: string;
};

/** `sawtooth report ID|BASE CURRENT`: an incident, or what grew between profiles, as one file to show to others. */
export function run(args: readonly string[], io: Io): Promise<number> {
  const command = newCommand('report', io, {
    summary:
      'Writes one file that shows a leak: the memory, who it is, why, and how to see it again.',
    examples: [
      'sawtooth report 1730000000-7686b2a3126b1319',
      'sawtooth report base.pb.gz current.pb.gz -o leak.html',
      'sawtooth report 1730000000 --format md -o - | gh issue create -F - -t "A leak"',
      'sawtooth report 1730000000 --format png -o leak.png',
    ],
  })
    .argument(
      '<what...>',
      'an incident of the store (its first letters do), or two or more profiles, oldest first: files, URLs or -',
    )
    .addOption(
      option('--storage.path <folder>', 'captures and incidents').default(defaults.storagePath),
    )
    .addOption(
      option(
        '--format <format>',
        'html: one page that needs nothing else; md: for an issue; svg, png: a picture for a chat',
      )
        .choices(reportFormats)
        .default('html'),
    )
    .addOption(
      new Option(
        '-o, --output <file>',
        'the file, - for stdout (default: sawtooth-report-<id>.<format>)',
      ),
    )
    .addOption(headerOption())
    .addOption(tlsOptions.tls_ca())
    .addOption(tlsOptions.tls_cert())
    .addOption(tlsOptions.tls_key());
  return runCommand(command, args, io, async (parsed) => {
    try {
      return await report(parsed.args, parsed.opts<Flags>(), io);
    } finally {
      closeHttpAgents();
    }
  });
}

async function report(what: readonly string[], flags: Flags, io: Io): Promise<number> {
  const { format, output } = flags;
  if (output === '-' && format === 'png' && io.stdout.isTTY) {
    throw new UsageError('a png on a terminal would be noise: give a file with -o, or pipe it on');
  }
  const done = await withProgress(io, async (step) => {
    const made = await gather(what, flags, io, step);
    if (typeof made === 'string') return made;
    step('writing the report', { share: 1 });
    return { made, content: await renderReport(made, format) };
  });
  if (typeof done === 'string') return unusable(done, io);
  const { made, content } = done;
  if (!content.ok) return unusable(content.reason, io);
  if (output === '-') {
    io.stdout.write(content.value);
    return exitCode.done;
  }
  const file = resolve(io.cwd, output ?? `sawtooth-report-${fileName(made)}.${format}`);
  try {
    await writeFile(file, content.value);
  } catch (error) {
    return unusable(`cannot write ${file}: ${whyUnreadable(error)}`, io);
  }
  io.stderr.write(`Wrote ${file}, ${formatBytes(Buffer.byteLength(content.value))}.\n`);
  return exitCode.done;
}

/** What is asked for, or why there is nothing to show. */
async function gather(
  what: readonly string[],
  flags: Flags,
  io: Io,
  step: Step,
): Promise<LeakReport | string> {
  const about = { nowMs: Date.now(), hasGraph: flags.format === 'html', step };
  const [id = '', ...others] = what;
  if (others.length > 0) {
    if (what.filter((source) => source === '-').length > 1) {
      throw new UsageError('stdin holds one profile: give - once, and the others as files');
    }
    const made = await profilesReport(what, await fetchOptions(flags, io), { io, ...about });
    return made.ok ? made.value : made.reason;
  }
  const path = resolve(io.cwd, flags['storage.path']);
  const listed = await listIncidents(path, (sentence) =>
    io.stderr.write(`sawtooth: ${printable(sentence)}\n`),
  );
  if (!listed.ok) throw new UsageError(listed.reason);
  return incidentReport(findIncident(id, listed.value, path), path, about);
}

function fileName({ incident, name }: LeakReport): string {
  return (incident?.id ?? name).replaceAll(/[^\w.-]+/g, '_');
}

function unusable(reason: string, io: Io): number {
  io.stderr.write(`sawtooth: ${printable(reason)}\n`);
  return exitCode.unusable;
}
