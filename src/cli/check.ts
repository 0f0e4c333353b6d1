import { relative, resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { jsonSchema } from '../config/json-schema.ts';
import { type LoadedConfig, loadConfig } from '../config/load-config.ts';
import { loadRuleTests } from '../config/load-rule-tests.ts';
import { loadRules } from '../config/load-rules.ts';
import { readText, surroundings } from '../config/read-files.ts';
import type { Problem } from '../model/config.ts';
import { nearest } from '../model/nearest.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { exitCode, type Io } from './io.ts';

type Flags = { readonly schema?: boolean; readonly json?: boolean };
type Kind = 'config' | 'rules';

/** What was found in one file. */
type Checked = {
  /** As it was named. */
  readonly file: string;
  readonly kind: 'config' | 'rules' | 'rule-tests';
  /** What it holds: `3 rules`; null when it is invalid. */
  readonly holds: string | null;
  readonly problems: readonly Problem[];
  /** Why it could not be read at all. */
  readonly unreadable?: string;
};

/** `sawtooth check config|rules FILE…`: every problem of every file, and of the rules that a configuration names. */
export function run(args: readonly string[], io: Io): Promise<number> {
  const command = newCommand('check', io, {
    summary: 'Checks configurations, or files of rules and their tests.',
    examples: [
      'sawtooth check config sawtooth.yaml',
      'sawtooth check rules rules/*.yaml',
      'sawtooth check rules --schema > rules.schema.json',
    ],
  })
    .argument('<kind>', 'config or rules')
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
    io.stdout.write(`${JSON.stringify(jsonSchema(kind), null, 2)}\n`);
    return exitCode.done;
  }
  if (files.length === 0) throw new UsageError(`check ${kind} needs a file, or - for stdin.`);
  const checked: Checked[] = [];
  for (const file of files) checked.push(...(await checkFile(kind, file, io)));
  for (const one of checked) {
    io.stdout.write(flags.json === true ? `${JSON.stringify(asJson(one))}\n` : report(one));
  }
  return codeOf(checked);
}

function kindOf(word: string): Kind {
  if (word === 'config' || word === 'rules') return word;
  const near = nearest(word, ['config', 'rules']);
  const hint = near === null ? 'config or rules' : `config or rules (did you mean ${near}?)`;
  throw new UsageError(
    `'${word}' is nothing that can be checked; it is ${hint}. See sawtooth check --help`,
  );
}

async function checkFile(kind: Kind, file: string, io: Io): Promise<Checked[]> {
  const path = file === '-' ? '-' : resolve(io.cwd, file);
  const text = path === '-' ? { ok: true as const, value: await textOf(io.stdin) } : readText(path);
  const test = /\.test\.ya?ml$/.test(file);
  const named = kind === 'rules' && test ? 'rule-tests' : kind;
  if (!text.ok) {
    return [{ file, kind: named, holds: null, problems: [], unreadable: text.reason }];
  }
  const shown = (problems: readonly Problem[]) =>
    problems.map((problem) => ({ ...problem, file: nameOf(problem.file, file, io) }));
  switch (named) {
    case 'rules': {
      const { rules, problems } = loadRules(path, text.value);
      return [{ file, kind: named, holds: counted(rules, 'rule'), problems: shown(problems) }];
    }
    case 'rule-tests': {
      const { ruleTests, problems } = loadRuleTests(path, text.value);
      const holds = counted(ruleTests?.tests, 'test');
      return [{ file, kind: named, holds, problems: shown(problems) }];
    }
    case 'config': {
      const base = path === '-' ? resolve(io.cwd, 'stdin') : path;
      const loaded = loadConfig(base, text.value, surroundings);
      const own = { file, kind: named, holds: holdsOf(loaded), problems: shown(loaded.problems) };
      const named_ = loaded.ruleFiles.map((rules) =>
        checkFile('rules', relative(io.cwd, rules), io),
      );
      return [own, ...(await Promise.all(named_)).flat()];
    }
  }
}
