import { InvalidArgumentError } from 'commander';
import { parseSize } from '../config/parse-size.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import type { LeakChoice } from './demo/leaky-program.ts';
import { rehearse } from './demo/rehearse.ts';
import type { Io } from './io.ts';

/** `sawtooth demo`: a leaking program, watched until its culprit is named and it is called a sawtooth. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const command = newCommand('demo', io, {
    summary:
      'Starts a program that leaks, and watches it until the function is named. Two minutes.',
    examples: ['sawtooth demo', 'sawtooth demo --faithful', 'sawtooth demo --target node'],
  })
    .addOption(
      option('--target <language>', 'which program (default: go when it is on the PATH)').choices([
        'go',
        'node',
      ]),
    )
    .addOption(
      option('--payload <size>', 'bytes that each report leaks: a straight ramp')
        .default(16_384, '16KiB')
        .argParser(readPayload),
    )
    .addOption(
      option('--faithful', 'the growing slice itself is the leak: a staircase (Go)').conflicts(
        'payload',
      ),
    );
  return runCommand(command, args, io, () => {
    if (command.args.length > 0) {
      throw new UsageError(`demo takes no argument, not '${command.args.join(' ')}'`);
    }
    return rehearse(choiceOf(command.opts()), io);
  });
}

type Given = {
  readonly target?: 'go' | 'node';
  readonly payload: number;
  readonly faithful?: boolean;
};

function choiceOf({ target, payload, faithful = false }: Given): LeakChoice {
  return { language: target ?? null, payloadBytes: faithful ? null : payload };
}

function readPayload(text: string): number {
  const size = parseSize(text);
  if (!size.ok) throw new InvalidArgumentError(size.reason);
  if (size.value >= 1024 && size.value <= 1024 ** 2) return size.value;
  throw new InvalidArgumentError('It is a size from 1KiB to 1MiB.');
}
