import { dirname, resolve } from 'node:path';
import { jsonSchema } from '../config/json-schema.ts';
import {
  type LoadedRuleTests,
  loadRuleTests,
  type RuleTest,
  type RuleTests,
} from '../config/load-rule-tests.ts';
import { loadRules } from '../config/load-rules.ts';
import type { Problem } from '../model/config.ts';
import { coordinateSources, figureSources } from '../model/figure-names.ts';
import { nearest } from '../model/nearest.ts';
import type { Rule } from '../model/rule.ts';
import { printable } from '../render/printable.ts';
import { isNeededMetric } from '../scrape/reading-of-metrics.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { exitCode, type Io } from './io.ts';
import { problemLine } from './problem-line.ts';
import { readText, surroundings } from './read-files.ts';
import { outcomeJson, outcomeText } from './rule-test-output.ts';
import { runRuleTest } from './run-rule-test.ts';

type Flags = { readonly json?: boolean; readonly schema?: boolean };

/** Rules and their tests, or why there are none. */
type Prepared = {
  readonly rules: readonly Rule[];
  readonly tests: readonly RuleTest[];
  readonly problems: readonly Problem[];
};

/** `sawtooth test rules FILE…`: promtool's unit tests, run through the pipeline of the live engine. */
export function run(args: readonly string[], io: Io): Promise<number> {
  const command = newCommand('test', io, {
    summary: "Runs the tests of rules, in promtool's unit-test format.",
    examples: ['sawtooth test rules rules/*.test.yaml'],
  })
    .argument('<kind>', 'rules')
    .argument('[file...]', 'YAML files with tests; each names its rule files')
    .addOption(option('--schema', 'print the JSON Schema of such files instead'))
    .addOption(option('--json', 'print one JSON object an expectation instead of text'))
    .addHelpText('after', '\nExit: 0 all passed, 1 a test failed, 2 a file cannot be used.');
  return runCommand(command, args, io, async (parsed) => {
    const [kind = '', ...files] = parsed.args;
    if (kind !== 'rules') throw new UsageError(unknownKind(kind));
    const flags = parsed.opts<Flags>();
    if (flags.schema === true) {
      io.stdout.write(`${JSON.stringify(jsonSchema('rule-tests'), null, 2)}\n`);
      return exitCode.done;
    }
    if (files.length === 0) throw new UsageError('test rules needs a file with tests.');
    return testFiles(files, flags, io);
  });
}

function unknownKind(kind: string): string {
  return `'${kind}' has no tests${hint(kind, ['rules'])}; see sawtooth test --help`;
}

function testFiles(files: readonly string[], flags: Flags, io: Io): number {
  let code: number = exitCode.done;
  for (const file of files) {
    if (io.signal.aborted) break;
    const own = testFile(file, flags.json === true, io);
    // Unusable weighs more than failed, failed more than passed.
    if (own > code) code = own;
  }
  return code;
}

function testFile(file: string, json: boolean, io: Io): number {
  const { rules, tests, problems } = prepare(resolve(io.cwd, file), file);
  const unusable = problems.some(isError);
  for (const problem of problems) io.stderr.write(`${problemLine(problem)}\n`);
  if (unusable) return exitCode.unusable;
  const outcomes = tests.flatMap((test) =>
    runRuleTest(test, rules).map((outcome) => ({ file, test, ...outcome })),
  );
  const failed = outcomes.filter(({ passed }) => !passed);
  if (json) for (const outcome of outcomes) io.stdout.write(`${outcomeJson(outcome)}\n`);
  else {
    const head = `Unit Testing:  ${printable(file)}`;
    const body =
      failed.length === 0
        ? `  SUCCESS: ${tests.length} test${tests.length === 1 ? '' : 's'}`
        : `  FAILED:\n${failed.map(outcomeText).join('\n')}`;
    io.stdout.write(`${head}\n${body}\n\n`);
  }
  return failed.length === 0 ? exitCode.done : exitCode.found;
}

/** Reads the tests and the rules that they name. */
function prepare(path: string, file: string): Prepared {
  const text = readText(path);
  const loaded: LoadedRuleTests = text.ok
    ? loadRuleTests(file, text.value)
    : { problems: [unreadable(file, text.reason)] };
  const { ruleTests } = loaded;
  if (ruleTests === undefined) return { rules: [], tests: [], problems: loaded.problems };
  const { evaluationIntervalMs } = ruleTests;
  const files = ruleTests.ruleFiles
    .flatMap((rules) => filesOf(resolve(dirname(path), rules)))
    .map(readRules);
  const rules = files
    .flatMap((one) => one.rules ?? [])
    .map((rule) =>
      evaluationIntervalMs === null ? rule : { ...rule, intervalMs: evaluationIntervalMs },
    );
  const problems = [...loaded.problems, ...files.flatMap((one) => one.problems)];
  return {
    rules,
    tests: ruleTests.tests,
    problems: [
      ...problems,
      ...unknownSeries(file, ruleTests.tests),
      // Of rules that cannot be read nothing is known.
      ...(problems.some(isError) ? [] : unknownAlerts(file, ruleTests.tests, rules)),
      ...(problems.some(isError) ? [] : unknownGroups(file, ruleTests, rules)),
    ],
  };
}

/** The files of a pattern, without the tests beside them; a path is itself, also when nothing is there. */
function filesOf(path: string): readonly string[] {
  if (!/[*?[{]/.test(path)) return [path];
  const found = surroundings.glob(path).filter((file) => !/\.test\.ya?ml$/.test(file));
  return found.length === 0 ? [path] : found;
}

function readRules(path: string) {
  const text = readText(path);
  return text.ok
    ? loadRules(path, text.value)
    : { rules: undefined, problems: [unreadable(path, text.reason)] };
}

/** An expectation about an alert that no rule makes would pass for ever. */
function unknownAlerts(
  file: string,
  tests: readonly RuleTest[],
  rules: readonly Rule[],
): Problem[] {
  const known = new Set(rules.map(({ alert }) => alert));
  return tests
    .flatMap(({ alertTests }) => alertTests)
    .filter(({ alertname }) => !known.has(alertname))
    .map(({ alertname, line }) => {
      const message = `no rule makes the alert ${JSON.stringify(alertname)}${hint(alertname, known)}`;
      return { file, line, column: 1, severity: 'error', message };
    });
}

/** A group that is not there is a slip, or the file of rules is another one. */
function unknownGroups(file: string, { groups }: RuleTests, rules: readonly Rule[]): Problem[] {
  const known = new Set(rules.map(({ group }) => group));
  return groups
    .filter(({ name }) => !known.has(name))
    .map(({ name, line }) => {
      const message = `no group of rules is called ${JSON.stringify(name)}${hint(name, known)}`;
      return { file, line, column: 1, severity: 'error', message };
    });
}

/** A series that nobody reads makes a quiet test that says nothing. */
function unknownSeries(file: string, tests: readonly RuleTest[]): Problem[] {
  return tests
    .flatMap(({ inputSeries }) => inputSeries)
    .filter(({ name }) => !isNeededMetric(name))
    .map(({ name, line }) => {
      const message = `no figure comes from the metric ${name}${hint(name, neededMetrics)}`;
      return { file, line, column: 1, severity: 'error', message };
    });
}

const neededMetrics = [
  ...Object.values(figureSources),
  ...Object.values(coordinateSources),
].flatMap(({ prometheus }) => prometheus.map(({ name }) => name));

function hint(word: string, known: Iterable<string>): string {
  const near = nearest(word, known);
  return near === null ? '' : ` (did you mean ${near}?)`;
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

function unreadable(file: string, message: string): Problem {
  return { file, line: 1, column: 1, severity: 'error', message };
}
