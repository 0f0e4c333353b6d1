import { closeHttpAgents } from '../http/agents.ts';
import type { Diff } from '../model/culprit.ts';
import { failure, type Result, success } from '../model/result.ts';
import { decodeProfile } from '../profile/decode-profile.ts';
import { GrowthDiff } from '../profile/growth-diff.ts';
import type { Profile } from '../profile/profile.ts';
import { profileKind } from '../profile/profile-columns.ts';
import { diffJson } from '../render/diff-json.ts';
import { diffText } from '../render/diff-text.ts';
import { jsonLine } from '../render/json-line.ts';
import { printable } from '../render/printable.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { exitCode, type Io } from './io.ts';
import { readProfileBytes } from './read-profile-bytes.ts';

type Flags = { readonly json?: boolean; readonly exitZero?: boolean };

/** Two captures without a time of their own stand this far apart. */
const orderStepMs = 1000;

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
  const compared = await compare(sources, io);
  if (!compared.ok) {
    io.stderr.write(`sawtooth: ${printable(compared.reason)}\n`);
    return exitCode.unusable;
  }
  const found = compared.value;
  io.stdout.write(flags.json === true ? `${jsonLine(diffJson(found))}\n` : diffText(found));
  const named = found.verdict !== 'not-enough-evidence';
  return named && flags.exitZero !== true ? exitCode.found : exitCode.done;
}

/** Reads one profile at a time: a hundred captures take the memory of one. */
async function compare(sources: readonly string[], io: Io): Promise<Result<Diff>> {
  let growth: GrowthDiff | null = null;
  let atMs = 0;
  for (const source of sources) {
    const profile = await readProfile(source, io);
    if (!profile.ok) return profile;
    growth ??= new GrowthDiff(profileKind(profile.value) ?? 'heap');
    atMs = profile.value.atMs ?? atMs + orderStepMs;
    const added = growth.addProfile(profile.value, atMs);
    if (!added.ok) return failure(`${source}: ${added.reason}`, added.cause);
  }
  return growth === null ? failure('no profile was given') : growth.diff();
}

async function readProfile(source: string, io: Io): Promise<Result<Profile>> {
  const bytes = await readProfileBytes(source, io);
  if (!bytes.ok) return bytes;
  const profile = decodeProfile(bytes.value);
  return profile.ok
    ? success(profile.value)
    : failure(`${source}: ${profile.reason}`, profile.cause);
}
