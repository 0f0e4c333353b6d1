import { loadConfig } from '../config/load-config.ts';
import type { Config } from '../model/config.ts';
import type { Rule } from '../model/rule.ts';
import { UsageError } from './command.ts';
import { readText, surroundings } from './read-files.ts';
import { problemsError, readRules } from './read-rules.ts';

/** Which files; absolute paths, `configFile` null: none. */
export type SetupFiles = {
  readonly configFile: string | null;
  readonly ruleFiles: readonly string[];
  readonly cwd: string;
};

/** What they say. */
export type SetupRead = { readonly config: Config | null; readonly rules: readonly Rule[] };

/** Reads configuration and rules. Throws a `UsageError` that names every problem at once. */
export function readSetup({ configFile, ruleFiles, cwd }: SetupFiles): SetupRead {
  const config = configFile === null ? null : readConfig(configFile);
  return { config, rules: readRules(ruleFiles, config?.ruleFiles ?? [], cwd) };
}

function readConfig(file: string): Config {
  const text = readText(file);
  if (!text.ok) throw new UsageError(text.reason);
  const { config, problems } = loadConfig(file, text.value, surroundings);
  if (config === undefined) throw problemsError(problems);
  return config;
}
