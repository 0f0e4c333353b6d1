import { resolve } from 'node:path';
import { loadRules } from '../config/load-rules.ts';
import type { Problem } from '../model/config.ts';
import type { Rule } from '../model/rule.ts';
import { UsageError } from './command.ts';
import { problemLine } from './problem-line.ts';
import { readText, shippedRuleFiles } from './read-files.ts';

/**
 * The rules of the files that a flag names, else of the configuration's, else those that ship. Throws a
 * `UsageError` that names every problem of every file at once.
 */
export function readRules(
  flagged: readonly string[],
  configured: readonly string[],
  cwd: string,
): Rule[] {
  const choices = [flagged.map((file) => resolve(cwd, file)), configured, shippedRuleFiles()];
  const files = choices.find((choice) => choice.length > 0) ?? [];
  const loaded = files.map((file) => {
    const text = readText(file);
    if (!text.ok) throw new UsageError(text.reason);
    return loadRules(file, text.value);
  });
  const problems = loaded.flatMap((each) => each.problems);
  if (problems.some(({ severity }) => severity === 'error')) throw problemsError(problems);
  return loaded.flatMap(({ rules = [] }) => rules);
}

/** Every problem of a configuration or of rules, as one fault of the call. */
export function problemsError(problems: readonly Problem[]): UsageError {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const count = errors === 1 ? '1 error' : `${errors} errors`;
  return new UsageError([`${count} in the configuration`, ...problems.map(problemLine)].join('\n'));
}
