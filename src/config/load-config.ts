import { dirname, resolve } from 'node:path';
import type { Config, Problem } from '../model/config.ts';
import { checkConfig } from './check-config.ts';
import { configSchema, refusedConfigFields } from './config-schema.ts';
import { problemAt, problemsOf, valueAt } from './problems-of.ts';
import { type ReadFile, readSecrets } from './secrets.ts';
import { toConfig } from './to-config.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/** A configuration, when nothing is wrong with it, and all that is wrong or doubtful. */
export type LoadedConfig = {
  readonly config?: Config;
  /** The rule files that it names and that are there, also when something else is wrong. */
  readonly ruleFiles: readonly string[];
  readonly problems: readonly Problem[];
};

/** What a configuration refers to: the text of a file, the files that match a pattern. */
export type Surroundings = {
  readonly readFile: ReadFile;
  /** Absolute paths, sorted; the pattern is absolute. */
  readonly glob: (pattern: string) => readonly string[];
};

/**
 * The text of a configuration file → a `Config` with every default filled in and every secret read,
 * or every problem at once. `file` is its path: other paths in it are relative to its folder.
 * Environment variables are not expanded, as with Prometheus.
 */
export function loadConfig(file: string, text: string, surroundings: Surroundings): LoadedConfig {
  const source = readYaml(file, text);
  if (!source.readable) return { ruleFiles: [], problems: source.problems };
  // An empty file asks for every default.
  const parsed = configSchema.safeParse(source.plain ?? {});
  const { secrets, problems } = readSecrets(source, surroundings.readFile);
  const ruleFiles = findRuleFiles(source, surroundings);
  const all = [
    ...source.problems,
    ...(parsed.success ? [] : problemsOf(parsed.error.issues, source, refusedConfigFields)),
    ...problems,
    ...ruleFiles.problems,
    ...checkConfig(source, secrets),
  ].sort((a, b) => a.line - b.line || a.column - b.column);
  const { files } = ruleFiles;
  if (!parsed.success || all.some(({ severity }) => severity === 'error')) {
    return { ruleFiles: files, problems: all };
  }
  return {
    config: toConfig(parsed.data, { file, ruleFiles: files, secrets }),
    ruleFiles: files,
    problems: all,
  };
}

/** Beside rules stand their tests, which a pattern does not mean. */
function isTest(path: string): boolean {
  return /\.test\.ya?ml$/.test(path);
}

/** A pattern that matches nothing is doubtful; a plain path that is not there is wrong. */
function findRuleFiles(source: YamlSource, { glob }: Surroundings) {
  const given = valueAt(source.plain, ['rule_files']);
  const files: string[] = [];
  const problems: Problem[] = [];
  for (const [i, pattern] of (Array.isArray(given) ? given : []).entries()) {
    if (typeof pattern !== 'string' || pattern === '') continue;
    const absolute = resolve(dirname(source.file), pattern);
    const isPattern = /[*?[{]/.test(pattern);
    const found = glob(absolute).filter((path) => !(isPattern && isTest(path)));
    files.push(...found.filter((file) => !files.includes(file)));
    if (found.length > 0) continue;
    const message = `${JSON.stringify(pattern)} ${isPattern ? 'matches no file' : 'is no file'} (looked for ${absolute})`;
    const severity = isPattern ? 'warning' : 'error';
    problems.push(problemAt(source, ['rule_files', i], message, 'value', severity));
  }
  return { files, problems };
}
