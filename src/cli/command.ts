import { Command, CommanderError, Option } from 'commander';
import { exitCode, type Io } from './io.ts';

/** What `main.ts` loads for a command: reads its own arguments, answers with the exit code. */
export type CommandModule = {
  run(args: readonly string[], io: Io): Promise<number>;
};

/** A fault of the call that ends the command with exit 2 and one sentence on stderr. */
export class UsageError extends Error {}

/**
 * A commander command in the habits of the house: help with an example first, every flag also as
 * `SAWTOOTH_…`, an unknown flag answered by the nearest one, output on the streams of `io`.
 */
export function newCommand(name: string, io: Io, about: { summary: string; examples: string[] }) {
  const command = new Command(`sawtooth ${name}`)
    .exitOverride()
    .showSuggestionAfterError()
    .helpOption('-h, --help', 'show this help')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) =>
        write(`sawtooth: ${inOneLine(text)}. See sawtooth ${name} --help\n`),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  const examples = about.examples.map((line) => `  $ ${line}`).join('\n');
  return command.addHelpText('before', `${about.summary}\n\nExamples:\n${examples}\n`);
}

/** `error: unknown option '--a'\n(Did you mean --b?)` as the other sentences of the house. */
function inOneLine(text: string): string {
  return text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\((Did)/, ' (did');
}

/**
 * A flag that its environment variable can set too: `--scrape-interval` ↔ `SAWTOOTH_SCRAPE_INTERVAL`,
 * `--config.file` ↔ `SAWTOOTH_CONFIG_FILE`. Flag beats environment.
 */
export function option(flags: string, description: string): Option {
  const made = new Option(flags, description);
  return made.env(`SAWTOOTH_${made.name().replaceAll(/[-.]/g, '_').toUpperCase()}`);
}

/**
 * Parses `args`, runs `action` with what was parsed, and turns every way of ending into an exit code.
 * Only a bug gets past it.
 */
export async function runCommand(
  command: Command,
  args: readonly string[],
  io: Io,
  action: (command: Command) => Promise<number>,
): Promise<number> {
  let code: number = exitCode.done;
  command.action(async () => {
    code = await action(command);
  });
  try {
    forgetUnset(command, io.env);
    await withEnvironment(io, () => command.parseAsync([...args], { from: 'user' }));
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCode.unusable;
    if (!(error instanceof UsageError)) throw error;
    io.stderr.write(`sawtooth: ${error.message}\n`);
    return exitCode.unusable;
  }
}

/**
 * An empty variable is none, and a switch can be set to off: `SAWTOOTH_ONCE=0`. To commander both are
 * values like any other, so it is not told of them.
 */
function forgetUnset(command: Command, env: Io['env']): void {
  for (const option of command.options) {
    const value = env[option.envVar ?? ''];
    const isSwitch = !option.required && !option.optional;
    const isOff = isSwitch && /^(0|false|no|off)$/i.test(value ?? '');
    if (value === '' || isOff) option.env('');
  }
}

/** commander reads variables from `process.env` alone; a test's own environment stands in for it. */
async function withEnvironment<T>(io: Io, act: () => Promise<T>): Promise<T> {
  const own = process.env;
  if (io.env === own) return act();
  process.env = { ...io.env };
  try {
    return await act();
  } finally {
    process.env = own;
  }
}
