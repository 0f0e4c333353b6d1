import { relative, resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { jsonSchema } from '../config/json-schema.ts';
import { loadConfig } from '../config/load-config.ts';
import { loadRuleTests } from '../config/load-rule-tests.ts';
import { loadRules } from '../config/load-rules.ts';
import { loadWebConfig } from '../config/load-web-config.ts';
import type { Config, Problem } from '../model/config.ts';
import { nearest } from '../model/nearest.ts';
import { success } from '../model/result.ts';
import type { WebConfig } from '../model/web-config.ts';
import { jsonLine } from '../render/json-line.ts';
import { printable } from '../render/printable.ts';
import { certificateFault } from '../serve/certificate-fault.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { exitCode, type Io } from './io.ts';
import { problemLine } from './problem-line.ts';
import { readText, surroundings } from './read-files.ts';

type Flags = { readonly schema?: boolean; readonly json?: boolean };
type Kind = 'config' | 'rules' | 'web-config';
const kinds: readonly Kind[] = ['config', 'rules', 'web-config'];

/** What was found in one file. */
type Checked = {
  /** As it was named. */
  readonly file: string;
  readonly kind: Kind | 'rule-tests';
  /** What it holds: `3 rules`; null when it is invalid. */
  readonly holds: string | null;
  readonly problems: readonly Problem[];
  /** Why it could not be read at all. */
  readonly unreadable?: string;
};

/** `sawtooth check config|rules|web-config FILE…`: every problem of every file, and of the rules that a configuration names. */
export function run(args: readonly string[], io: Io): Promise<number> {
  const command = newCommand('check', io, {
    summary: 'Checks configurations, files of rules and their tests, or web configurations.',
    examples: [
      'sawtooth check config sawtooth.yaml',
      'sawtooth check rules rules/*.yaml',
      'sawtooth check web-config web.yaml',
      'sawtooth check rules --schema > rules.schema.json',
    ],
  })
    .argument('<kind>', 'config, rules or web-config')
    .argument('[file...]', 'YAML files; - is stdin')
    .addOption(option('--schema', 'print the JSON Schema instead of checking files'))
    .addOption(option('--json', 'print one JSON object a file instead of text'))
    .addHelpText('after', '\nExit: 0 fine, 1 invalid, 2 unreadable, 3 only warnings.');
  return runCommand(command, args, io, async (parsed) => {
    const [word = '', ...files] = parsed.args;
    return check(kindOf(word), files, parsed.opts<Flags>(), io);
  });
}

async function check(kind: Kind, files: readonly string[], flags: Flags, io: Io): Promise<number> {
  if (flags.schema === true) {
    if (kind === 'web-config') throw new UsageError('there is no schema of web-config.');
    io.stdout.write(`${JSON.stringify(jsonSchema(kind), null, 2)}\n`);
    return exitCode.done;
  }
  if (files.length === 0) throw new UsageError(`check ${kind} needs a file, or - for stdin.`);
  const checked: Checked[] = [];
  for (const file of files) checked.push(...(await checkFile(kind, file, io)));
  for (const one of checked) {
    io.stdout.write(flags.json === true ? `${jsonLine(asJson(one))}\n` : report(one));
  }
  return codeOf(checked);
}

function kindOf(word: string): Kind {
  const known = kinds.find((kind) => kind === word);
  if (known !== undefined) return known;
  const near = nearest(word, kinds);
  const hint = `config, rules or web-config${near === null ? '' : ` (did you mean ${near}?)`}`;
  throw new UsageError(
    `'${word}' is nothing that can be checked; it is ${hint}. See sawtooth check --help`,
  );
}

/** One file; for a configuration also the rule files that it names. */
async function checkFile(kind: Kind, file: string, io: Io): Promise<Checked[]> {
  const path = file === '-' ? resolve(io.cwd, '-') : resolve(io.cwd, file);
  const text = file === '-' ? success(await textOf(io.stdin)) : readText(path);
  if (!text.ok) return [{ file, kind, holds: null, problems: [], unreadable: text.reason }];
  if (kind === 'rules') return [checkRules(file, text.value)];
  if (kind === 'web-config') return [checkWebConfig(file, path, text.value)];
  const { config, ruleFiles, problems } = loadConfig(path, text.value, surroundings);
  const holds = config === undefined ? null : holdsOf(config);
  const shown = problems.map((problem) => ({ ...problem, file }));
  const rules = await Promise.all(
    ruleFiles.map((rule) => checkFile('rules', shortest(rule, io.cwd), io)),
  );
  return [{ file, kind, holds, problems: shown }, ...rules.flat()];
}

/** As `promtool check web-config`: the files that it names are read too. */
function checkWebConfig(file: string, path: string, text: string): Checked {
  const { config, problems } = loadWebConfig(path, text, readText);
  const fault = certificateFault(config?.tls?.cert ?? '', Date.now());
  const warning = { line: 1, column: 1, severity: 'warning' } as const;
  const old: Problem[] = fault === null ? [] : [{ file, ...warning, message: fault }];
  const shown = [...problems.map((problem) => ({ ...problem, file })), ...old];
  return {
    file,
    kind: 'web-config',
    holds: config === undefined ? null : guardOf(config),
    problems: shown,
  };
}

function guardOf({ tls, users, bearerToken }: WebConfig): string {
  return [
    tls === null ? 'plain HTTP' : `TLS from ${tls.minVersion} on, ${tls.clientAuth}`,
    counted(users.size, 'user'),
    ...(bearerToken === null ? [] : ['a bearer token']),
  ].join(', ');
}

/** `memory.test.yaml` holds the tests of rules. */
function checkRules(file: string, text: string): Checked {
  if (/\.test\.ya?ml$/.test(file)) {
    const { ruleTests, problems } = loadRuleTests(file, text);
    const holds = ruleTests === undefined ? null : counted(ruleTests.tests.length, 'test');
    return { file, kind: 'rule-tests', holds, problems };
  }
  const { rules, problems } = loadRules(file, text);
  const holds = rules === undefined ? null : counted(rules.length, 'rule');
  return { file, kind: 'rules', holds, problems };
}

function holdsOf({ scrapeConfigs, queryConfigs, receivers, ruleFiles }: Config): string {
  return [
    counted(scrapeConfigs.length + queryConfigs.length, 'job'),
    counted(receivers.length, 'receiver'),
    ruleFiles.length === 0 ? 'the rules that ship' : counted(ruleFiles.length, 'rule file'),
  ].join(', ');
}

/** As promtool says it, each problem on a line that an editor can jump to. */
function report({ file, holds, problems, unreadable }: Checked): string {
  const name = printable(file);
  if (unreadable !== undefined) return `Checking ${name}\n  FAILED: ${printable(unreadable)}\n`;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const found = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
  ].join(', ');
  const outcome = [
    holds === null ? 'FAILED' : `SUCCESS: ${holds} found`,
    ...(found === '' ? [] : [found]),
  ].join(holds === null ? ': ' : '; ');
  return [`Checking ${name}`, `  ${outcome}`, ...problems.map(problemLine), ''].join('\n');
}

function asJson({ file, kind, holds, problems, unreadable }: Checked) {
  return {
    file,
    kind,
    valid: holds !== null,
    ...(unreadable !== undefined && { unreadable }),
    problems: problems.map(({ line, column, severity, message }) => ({
      line,
      column,
      severity,
      message,
    })),
  };
}

/** The worst of all files. */
function codeOf(checked: readonly Checked[]): number {
  if (checked.some(({ unreadable }) => unreadable !== undefined)) return exitCode.unusable;
  if (checked.some(({ holds }) => holds === null)) return exitCode.found;
  return checked.some(({ problems }) => problems.length > 0) ? exitCode.warnings : exitCode.done;
}

/** Relative to the working directory where that is below it, so that it reads as it was written. */
function shortest(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') ? path : short;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
