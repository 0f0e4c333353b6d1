import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadRules } from '../config/load-rules.ts';
import { parseSize } from '../config/parse-size.ts';
import { defaultRule } from '../model/default-rule.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Rule } from '../model/rule.ts';
import { jsonLine } from '../render/json-line.ts';
import { printable } from '../render/printable.ts';
import { parseRecorded } from '../scrape/recorded/parse-recorded.ts';
import type { RecordedOptions, ValueUnit } from '../scrape/recorded/recording.ts';
import { replay } from '../watch/replay.ts';
import { type Analysis, analysisJson, analysisText } from './analysis-output.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { exitCode, type Io } from './io.ts';
import { problemLine } from './problem-line.ts';
import { readText } from './read-files.ts';
import { whyUnreadable } from './why-unreadable.ts';

type Flags = {
  readonly unit: string;
  readonly limit?: string;
  readonly rules: readonly string[];
  readonly json?: boolean;
  readonly exitZero?: boolean;
};

const units: readonly string[] = ['bytes', 'percent', 'count'] satisfies ValueUnit[];

/** `sawtooth analyze [FILE…|-]`: replays recorded series through the detector, one answer a file. */
export function run(args: readonly string[], io: Io): Promise<number> {
  const command = newCommand('analyze', io, {
    summary: 'Replays recorded series through the detector: one answer a file.',
    examples: [
      'sawtooth analyze rss.csv',
      'sawtooth analyze --limit 512MiB --json *.csv.gz',
      'kubectl exec pod -- cat /tmp/memory.jsonl | sawtooth analyze -',
    ],
  })
    .argument('[files...]', 'CSV, JSON lines or OpenMetrics text, also gzipped; - or none: stdin')
    .addOption(
      option('--unit <unit>', 'what a bare value counts: bytes, percent, count').default('bytes'),
    )
    .addOption(option('--limit <size>', 'the memory limit where the file has none: 512MiB'))
    .addOption(
      option(
        '--rules <file>',
        'judge by these rules instead of the one that ships; may be repeated',
      )
        .argParser((file: string, before: readonly string[]) => [...before, file])
        .default([]),
    )
    .addOption(option('--json', 'print one JSON object a file'))
    .addOption(option('--exit-zero', 'exit 0 also when a leak was found'))
    .addHelpText('after', '\nExit: 0 no alert would have gone out, 1 one would, 2 unusable input.');
  return runCommand(command, args, io, (parsed) => analyze(parsed.args, parsed.opts<Flags>(), io));
}

async function analyze(files: readonly string[], flags: Flags, io: Io): Promise<number> {
  const options = optionsOf(flags);
  const rules = rulesOf(flags.rules, io);
  const answers: ('found' | 'quiet' | 'failed')[] = [];
  for (const file of files.length === 0 ? ['-'] : files) {
    if (io.signal.aborted) break;
    const analysis = analyzeBytes(file, await readBytes(file, io), options, rules);
    answers.push(answer(analysis, flags, io));
  }
  if (answers.includes('failed')) return exitCode.unusable;
  return answers.includes('found') && flags.exitZero !== true ? exitCode.found : exitCode.done;
}

/** Prints one file's answer; a file that cannot be read does not keep the others from theirs. */
function answer(analysis: Result<Analysis>, flags: Flags, io: Io): 'found' | 'quiet' | 'failed' {
  if (!analysis.ok) {
    io.stderr.write(`sawtooth: ${printable(analysis.reason)}\n`);
    return 'failed';
  }
  const { value } = analysis;
  io.stdout.write(`${flags.json === true ? jsonLine(analysisJson(value)) : analysisText(value)}\n`);
  return value.replay.incidents.length > 0 ? 'found' : 'quiet';
}

function analyzeBytes(
  file: string,
  bytes: Result<Uint8Array>,
  options: RecordedOptions,
  rules: readonly Rule[],
): Result<Analysis> {
  if (!bytes.ok) return bytes;
  const recording = parseRecorded(bytes.value, options);
  if (!recording.ok) return failure(`cannot analyze ${file}: ${recording.reason}`);
  const { readings, labels, gaps } = recording.value;
  return success({ file, labels, gaps, samples: readings.length, replay: replay(readings, rules) });
}

async function readBytes(file: string, io: Io): Promise<Result<Uint8Array>> {
  try {
    if (file !== '-') return success(await readFile(resolve(io.cwd, file)));
    const chunks: Buffer[] = [];
    for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
    return success(Buffer.concat(chunks));
  } catch (error) {
    return failure(`cannot read ${file}: ${whyUnreadable(error)}`, error);
  }
}

function optionsOf({ unit, limit }: Flags): RecordedOptions {
  if (!units.includes(unit)) {
    throw new UsageError(`--unit ${unit} is not known; it is one of ${units.join(', ')}.`);
  }
  if (limit === undefined) return { unit: unit as ValueUnit, limit: null };
  // A count or a percentage has no unit; a bare number of bytes is meant as it stands.
  const number = Number(limit);
  if (number > 0) return { unit: unit as ValueUnit, limit: number };
  const size = parseSize(limit);
  if (!size.ok || size.value === 0) {
    throw new UsageError(`--limit ${limit}: ${size.ok ? 'it must be above 0' : size.reason}.`);
  }
  return { unit: unit as ValueUnit, limit: size.value };
}

function rulesOf(files: readonly string[], io: Io): readonly Rule[] {
  if (files.length === 0) return [defaultRule];
  return files.flatMap((file) => {
    const text = readText(resolve(io.cwd, file));
    if (!text.ok) throw new UsageError(text.reason);
    const { rules, problems } = loadRules(file, text.value);
    for (const problem of problems) io.stderr.write(`${problemLine(problem)}\n`);
    if (rules === undefined) throw new UsageError(`the rules of ${file} cannot be used.`);
    return rules;
  });
}
