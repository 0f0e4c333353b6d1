import { expect, test } from 'vitest';
import { newCommand, option, runCommand } from '../../src/cli/command.ts';
import { runIn } from './fake-io.ts';

/** The options that a command sees. */
async function seen(env: Readonly<Record<string, string>>, args: readonly string[] = []) {
  let options: unknown = null;
  const command = {
    run: (given: readonly string[], io: Parameters<typeof newCommand>[1]) => {
      const made = newCommand('try', io, { summary: '', examples: [] })
        .addOption(option('--once', 'a switch'))
        .addOption(option('--no-gc', 'a switch that is on'))
        .addOption(option('--storage.path <folder>', 'a value').default('here'));
      return runCommand(made, given, io, async (parsed) => {
        options = parsed.opts();
        return 0;
      });
    },
  };
  expect(await runIn('/', command, args, { env })).toMatchObject({ code: 0, err: '' });
  return options;
}

const untold = { gc: true, 'storage.path': 'here' };

test.each<[string, Readonly<Record<string, string>>, readonly string[], object]>([
  ['nothing', {}, [], untold],
  ['a switch that is on', { SAWTOOTH_ONCE: '1' }, [], { ...untold, once: true }],
  ['a switch that is off', { SAWTOOTH_ONCE: '0', SAWTOOTH_NO_GC: 'False' }, [], untold],
  ['a variable that is empty', { SAWTOOTH_ONCE: '', SAWTOOTH_STORAGE_PATH: '' }, [], untold],
  [
    'a value that looks like off',
    { SAWTOOTH_STORAGE_PATH: '0' },
    [],
    { ...untold, 'storage.path': '0' },
  ],
  [
    'a flag beats its variable',
    { SAWTOOTH_ONCE: 'off', SAWTOOTH_STORAGE_PATH: 'there' },
    ['--once', '--storage.path', 'x'],
    { ...untold, once: true, 'storage.path': 'x' },
  ],
])('environment: %s', async (_, env, args, expected) => {
  expect(await seen(env, args)).toEqual(expected);
});
