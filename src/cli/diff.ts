import { closeHttpAgents } from '../http/agents.ts';
import { diffJson } from '../render/diff-json.ts';
import { diffText } from '../render/diff-text.ts';
import { jsonLine } from '../render/json-line.ts';
import { printable } from '../render/printable.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { compareCaptures } from './compare-captures.ts';
import { type FetchFlags, fetchOptions, headerOption, tlsOptions } from './fetch-flags.ts';
import { exitCode, type Io } from './io.ts';
import { readNamed } from './read-named.ts';
import { withProgress } from './with-progress.ts';

type Flags = FetchFlags & { readonly json?: boolean; readonly exitZero?: boolean };

/** `sawtooth diff BASE … CURRENT`: names the culprit between two or more captures of one process. */
export function run(args: readonly string[], io: Io): Promise<number> {
  const command = newCommand('diff', io, {
    summary: 'Names the function that grew between two or more heap (or goroutine) profiles.',
    examples: [
      'sawtooth diff base.pb.gz current.pb.gz',
      'sawtooth diff captures/*-heap-*.pb.gz',
      'sawtooth diff base.pb.gz http://127.0.0.1:6060/debug/pprof/heap',
    ],
  })
    .argument('<profile...>', 'files, URLs or - for stdin, oldest first, all of one process')
    .addOption(headerOption())
    .addOption(tlsOptions.tls_ca())
    .addOption(tlsOptions.tls_cert())
    .addOption(tlsOptions.tls_key())
    .addOption(option('--json', 'print one JSON object instead of text'))
    .addOption(option('--exit-zero', 'exit 0 also when a culprit was named'))
    .addHelpText('after', '\nExit: 0 no culprit, 1 a culprit was named, 2 unreadable input.');
  return runCommand(command, args, io, async (parsed) => {
    try {
      return await diff(parsed.args, parsed.opts<Flags>(), io);
    } finally {
      closeHttpAgents();
    }
  });
}

async function diff(sources: readonly string[], flags: Flags, io: Io): Promise<number> {
  if (sources.length < 2) {
    throw new UsageError(
      'diff compares two profiles or more, one was given: sawtooth diff BASE … CURRENT',
    );
  }
  if (sources.filter((source) => source === '-').length > 1) {
    throw new UsageError('stdin holds one profile: give - once, and the others as files');
  }
  const fetch = await fetchOptions(flags, io);
  const compared = await withProgress(io, (step) =>
    compareCaptures(readNamed(sources, fetch, io, step)),
  );
  if (!compared.ok) {
    io.stderr.write(`sawtooth: ${printable(compared.reason)}\n`);
    return exitCode.unusable;
  }
  const found = compared.value;
  io.stdout.write(flags.json === true ? `${jsonLine(diffJson(found))}\n` : diffText(found));
  const named = found.verdict !== 'not-enough-evidence';
  return named && flags.exitZero !== true ? exitCode.found : exitCode.done;
}
