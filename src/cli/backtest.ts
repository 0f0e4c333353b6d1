import { resolve } from 'node:path';
import { loadConfig } from '../config/load-config.ts';
import type { QueryConfig } from '../model/config.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Rule } from '../model/rule.ts';
import { formatTimeToSecond } from '../render/format-time.ts';
import { jsonLine } from '../render/json-line.ts';
import { printable } from '../render/printable.ts';
import type { Sampling } from '../scrape/query/fetch-chunk.ts';
import { findSeries, noSeriesText } from '../scrape/query/find-series.ts';
import { groupWorkloads, type QueriedWorkload } from '../scrape/query/group-workloads.ts';
import { machineSizes, unknownMachines, withMachines } from '../scrape/query/machine-sizes.ts';
import { PodOwners } from '../scrape/query/pod-owners.ts';
import type { QueryServer } from '../scrape/query/query-server.ts';
import { workloadHistory } from '../scrape/query/workload-history.ts';
import { analysisChart } from './analysis-chart.ts';
import { type Analysis, analysisJson, incidentsText } from './analysis-output.ts';
import { Analyzer } from './analyzer.ts';
import { addBacktestFlags, type BacktestFlags, backtestFlags, baseUrl } from './backtest-flags.ts';
import { BacktestProgress } from './backtest-progress.ts';
import { count, newTally, summary, type Tally } from './backtest-summary.ts';
import { newCommand, runCommand, UsageError } from './command.ts';
import { exitCode, type Io } from './io.ts';
import { outputTheme } from './output-theme.ts';
import { readText, surroundings } from './read-files.ts';
import { problemsError, readRules } from './read-rules.ts';

/** One server and what is asked of it. */
type Query = Pick<QueryConfig, 'url' | 'workloadLabels' | 'limitBytes' | 'http'> & {
  readonly matches: readonly string[];
};

/** After so many workloads in a row that could not be read the server is taken for lost. */
const mostFailures = 3;

/** `sawtooth backtest`: the history that a Prometheus-compatible server has, through the rules. */
export function run(args: readonly string[], io: Io): Promise<number> {
  const command = addBacktestFlags(
    newCommand('backtest', io, {
      summary:
        'Replays the history of a Prometheus-compatible server through the rules: when each would have fired.',
      examples: [
        'sawtooth backtest --url http://127.0.0.1:9090 --match \'{namespace="shop"}\' --from 14d',
        'sawtooth backtest --config.file sawtooth.yaml --rules my.yaml --json',
      ],
    }),
    Date.now(),
  ).addHelpText(
    'after',
    '\nExit: 0 no alert would have gone out, 1 one would, 2 wrong usage or nothing fetched.',
  );
  return runCommand(command, args, io, (parsed) => backtestAll(backtestFlags(parsed, io.cwd), io));
}

async function backtestAll(flags: BacktestFlags, io: Io): Promise<number> {
  const { rules, queries } = planOf(flags, io);
  const tally = newTally();
  let isUsable = true;
  for (const query of queries) {
    const done = await backtest({ query, rules, flags, tally, io });
    if (io.signal.aborted) break;
    if (done.ok) continue;
    isUsable = false;
    io.stderr.write(`sawtooth: ${printable(done.reason)}\n`);
  }
  if (!isUsable || tally.failed > 0) return exitCode.unusable;
  return tally.alarms.size > 0 && !flags.exitZero ? exitCode.found : exitCode.done;
}

/** What is asked where, and by which rules. Flag beats file. */
function planOf(flags: BacktestFlags, io: Io) {
  const config = flags.configFile === null ? null : readConfig(resolve(io.cwd, flags.configFile));
  const rules = readRules(flags.ruleFiles, config?.ruleFiles ?? [], io.cwd);
  const { url, matches, workloadLabels, limitBytes, http } = flags;
  if (url !== null) {
    const all = matches.length === 0 ? [''] : matches;
    const query: Query = { url, matches: all, workloadLabels, limitBytes, http };
    return { rules, queries: [query] };
  }
  const queries = (config?.queryConfigs ?? []).map(
    (job): Query => ({
      url: baseUrl(job.url),
      matches: matches.length === 0 ? [job.match] : matches,
      workloadLabels: workloadLabels ?? job.workloadLabels,
      limitBytes: limitBytes ?? job.limitBytes,
      http: { ...job.http, ...http, headers: { ...job.http.headers, ...http.headers } },
    }),
  );
  if (queries.length > 0) return { rules, queries };
  throw new UsageError(
    'no server to ask. Give --url http://127.0.0.1:9090, or a --config.file with query_configs.',
  );
}

function readConfig(file: string) {
  const text = readText(file);
  if (!text.ok) throw new UsageError(text.reason);
  const { config, problems } = loadConfig(file, text.value, surroundings);
  if (config === undefined) throw problemsError(problems);
  return config;
}

/** What one query is replayed with. */
type Run = {
  readonly query: Query;
  readonly rules: readonly Rule[];
  readonly flags: BacktestFlags;
  readonly tally: Tally;
  readonly io: Io;
};

async function backtest(run: Run): Promise<Result<void>> {
  const { query, flags, io } = run;
  const { url, http, matches, workloadLabels } = query;
  const server = { url, http, deadlineMs: flags.deadlineMs, signal: io.signal };
  const { fromMs, untilMs, maxSeries } = flags;
  io.stderr.write(`${printable(askingText(query, flags))}\n`);
  const found = await findSeries(server, { matches, fromMs, untilMs, maxSeries });
  if (!found.ok) return found;
  if (found.value.series.length === 0)
    return failure(
      noSeriesText(server, matches, 'the match and the time (--match, --from and --to)'),
    );
  const owners = new PodOwners(found.value.owners);
  const machines = await machineSizes(server, untilMs);
  const workloads = withMachines(
    groupWorkloads(found.value.series, workloadLabels, owners),
    machines.sizes,
    owners,
  );
  const processes = workloads.reduce((sum, workload) => sum + workload.processes.length, 0);
  io.stderr.write(
    `found ${found.value.series.length} series of ${processes} processes in ${workloads.length} workloads\n`,
  );
  if (workloads.length === 0) return failure('none of these series is of a process or a container');
  const progress = new BacktestProgress(io, workloads.length);
  const warn = warner(progress, io);
  found.value.warnings.forEach(warn);
  if (!machines.answer.ok) warn(unknownMachines(machines.answer.reason));
  const done = await replayAll(server, workloads, { ...run, progress, warn });
  if (!done.ok) return done;
  const total = `${summary(run.tally, progress.samples, progress.seconds)}\n`;
  (flags.json || io.signal.aborted ? io.stderr : io.stdout).write(total);
  return done;
}

function askingText({ url, matches }: Query, { fromMs, untilMs, stepMs }: BacktestFlags): string {
  const how =
    stepMs === null ? 'every sample as it was scraped' : `a sample each ${stepMs / 1000} s`;
  const shown = matches.map((match) => `{${match}}`).join(' and ');
  return `asking ${url} for ${shown} from ${formatTimeToSecond(fromMs)} to ${formatTimeToSecond(untilMs)}, ${how}`;
}

/** One workload after the other; one that cannot be read does not keep the others from their answer. */
async function replayAll(
  server: QueryServer,
  workloads: readonly QueriedWorkload[],
  run: Run & { readonly progress: BacktestProgress; readonly warn: (text: string) => void },
): Promise<Result<void>> {
  const { flags, tally, io, progress, warn } = run;
  let inARow = 0;
  for (const [i, workload] of workloads.entries()) {
    const answer = await replayWorkload(server, workload, run, (chunk) => {
      chunk.warnings.forEach(warn);
      const share = (chunk.untilMs - flags.fromMs) / (flags.untilMs - flags.fromMs);
      progress.step(workload.name, i, share, chunk.samples);
    });
    progress.clear();
    if (io.signal.aborted) break;
    if (answer.ok) {
      inARow = 0;
      count(tally, answer.value);
      print(answer.value, flags, io);
      continue;
    }
    tally.failed++;
    if (++inARow === Math.min(mostFailures, workloads.length)) return answer;
    io.stderr.write(`sawtooth: ${printable(`${workload.name}: ${answer.reason}`)}\n`);
  }
  return success(undefined);
}

/** Tells each warning of the server once. */
function warner(progress: BacktestProgress, io: Io): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    progress.clear();
    io.stderr.write(`warning: ${printable(text)}\n`);
  };
}

/** Chunk by chunk in the order of time: no more than one chunk of one workload is held. */
async function replayWorkload(
  server: QueryServer,
  workload: QueriedWorkload,
  { query, rules, flags }: Run,
  told: (chunk: { untilMs: number; samples: number; warnings: readonly string[] }) => void,
): Promise<Result<Analysis>> {
  const { fromMs, untilMs, stepMs } = flags;
  const match = query.matches.length === 1 ? (query.matches[0] ?? '') : '';
  const sampling: Sampling = stepMs === null ? { kind: 'raw' } : { kind: 'last', stepMs };
  const wanted = { fromMs, untilMs, sampling, match, limitBytes: query.limitBytes };
  const analyzer = new Analyzer(rules);
  for await (const chunk of workloadHistory(server, workload, wanted)) {
    if (!chunk.ok) return chunk;
    for (const reading of chunk.value.readings) analyzer.observe(reading);
    told(chunk.value);
  }
  return success({ ...analyzer.end(), of: { workload: workload.name }, labels: workload.labels });
}

/** Without --json only what fired is worth a reader's time; the rest stands in the summary. */
function print(analysis: Analysis, { json, chart: isDrawn }: BacktestFlags, io: Io): void {
  if (analysis.span === null) return;
  if (json) io.stdout.write(`${jsonLine(analysisJson(analysis))}\n`);
  else if (analysis.replay.incidents.length > 0) {
    const columns = io.stdout.columns ?? 80;
    const chart = isDrawn ? analysisChart(analysis, columns, outputTheme(io)) : [];
    io.stdout.write(`${[incidentsText(analysis), ...chart].join('\n')}\n\n`);
  }
}
