import { createReadStream, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadRules } from '../config/load-rules.ts';
import { parseSize } from '../config/parse-size.ts';
import { defaultRule } from '../model/default-rule.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Rule } from '../model/rule.ts';
import { formatBytes } from '../render/format-bytes.ts';
import { formatCount } from '../render/format-count.ts';
import { jsonLine } from '../render/json-line.ts';
import { printable } from '../render/printable.ts';
import { readRecorded } from '../scrape/recorded/read-recorded.ts';
import type { RecordedOptions, ValueUnit } from '../scrape/recorded/recording.ts';
import { analysisChart } from './analysis-chart.ts';
import { type Analysis, analysisJson, analysisText } from './analysis-output.ts';
import { Analyzer } from './analyzer.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { exitCode, type Io } from './io.ts';
import { outputTheme } from './output-theme.ts';
import { problemLine } from './problem-line.ts';
import { ProgressLine } from './progress-line.ts';
import { readText } from './read-files.ts';
import { whyUnreadable } from './why-unreadable.ts';

type Flags = {
  readonly unit: string;
  readonly limit?: string;
  readonly rules: readonly string[];
  readonly json?: boolean;
  /** Absent: on a terminal, where somebody looks. */
  readonly chart?: boolean;
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
    .addOption(
      option(
        '--chart',
        'draw the series, and when an alert fired, where stdout is no terminal too',
      ),
    )
    .addOption(option('--no-chart', 'draw nothing'))
    .addOption(option('--exit-zero', 'exit 0 also when a leak was found'))
    .addHelpText(
      'after',
      '\nColumns: t, time, timestamp or ts (seconds or milliseconds since 1970, or RFC 3339); what was measured (value,\nrss, heap_live, goroutines, … or the name of a metric, as process_resident_memory_bytes); as far as it is known\nstart_time, restarts, limit, version, last_exit, workload, pod, container, instance.\n\nExit: 0 no alert would have gone out, 1 one would, 2 unusable input.',
    );
  return runCommand(command, args, io, (parsed) => analyze(parsed.args, parsed.opts<Flags>(), io));
}

async function analyze(files: readonly string[], flags: Flags, io: Io): Promise<number> {
  const options = optionsOf(flags);
  const rules = rulesOf(flags.rules, io);
  const progress = new ProgressLine(io);
  const answers: ('found' | 'quiet' | 'failed')[] = [];
  for (const file of files.length === 0 ? ['-'] : files) {
    if (io.signal.aborted) break;
    const analysis = await analyzeFile(file, progress, options, rules, io);
    progress.clear();
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
  if (flags.json === true) io.stdout.write(`${jsonLine(analysisJson(value))}\n`);
  else {
    const isDrawn = flags.chart ?? io.stdout.isTTY === true;
    const chart = isDrawn ? analysisChart(value, io.stdout.columns ?? 80, outputTheme(io)) : [];
    io.stdout.write(`${[analysisText(value), ...chart].join('\n')}\n`);
  }
  return value.replay.incidents.length > 0 ? 'found' : 'quiet';
}

async function analyzeFile(
  file: string,
  progress: ProgressLine,
  options: RecordedOptions,
  rules: readonly Rule[],
  io: Io,
): Promise<Result<Analysis>> {
  try {
    const recording = await readRecorded(counted(bytesOf(file, io), file, progress), options);
    if (!recording.ok) return failure(`cannot analyze ${file}: ${recording.reason}`);
    const analyzer = new Analyzer(rules);
    let judged = 0;
    for (const reading of recording.value.readings) {
      analyzer.observe(reading);
      judged += 1;
      // Most looks at the clock would be in vain.
      if (judged % 256 === 0)
        progress.tell(() => `${file}: ${formatCount(judged)} readings judged`);
    }
    const found = analyzer.end();
    if (found.samples === 0)
      return failure(`cannot analyze ${file}: it holds no sample of a memory figure`);
    const { labels, empty } = recording.value;
    return success({ ...found, of: { file }, labels, gaps: found.gaps + empty });
  } catch (error) {
    return failure(`cannot read ${file}: ${whyUnreadable(error)}`, error);
  }
}

function bytesOf(
  file: string,
  { stdin, cwd }: Io,
): { bytes: AsyncIterable<string | Uint8Array>; size: number } {
  if (file === '-') return { bytes: stdin, size: Number.NaN };
  const path = resolve(cwd, file);
  const { size } = statSync(path);
  return { bytes: createReadStream(path), size };
}

/** The bytes, and how far they have come. */
async function* counted(
  { bytes, size }: ReturnType<typeof bytesOf>,
  file: string,
  progress: ProgressLine,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of bytes) {
    const part = Buffer.from(chunk);
    done += part.length;
    progress.tell(() => {
      const text = `${file}: ${formatBytes(done)} read`;
      if (Number.isNaN(size)) return text;
      const share = done / size;
      return { text: `${text}, ${Math.floor(100 * share)} %`, share };
    });
    yield part;
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
