import { expect, test, vi } from 'vitest';
import { newCommand } from '../../src/cli/command.ts';
import type { Io } from '../../src/cli/io.ts';
import { addWatchFlags, watchFlags } from '../../src/cli/watch-flags.ts';

const io = { stdout: process.stdout, stderr: process.stderr } as unknown as Io;

function parse(args: readonly string[]) {
  const command = addWatchFlags(newCommand('watch', io, { summary: '', examples: [] }));
  command.parse([...args], { from: 'user' });
  return { targets: command.args, flags: watchFlags(command) };
}

test('--rules takes one file, so that a target may follow it, and may be repeated', () => {
  const { targets, flags } = parse(['--rules', 'a.yaml', '--rules', 'b.yaml', '127.0.0.1:6060']);
  expect(flags.ruleFiles).toEqual(['a.yaml', 'b.yaml']);
  expect(targets).toEqual(['127.0.0.1:6060']);
});

test('sizes and durations are read, what is not given is null', () => {
  const { flags } = parse(['--limit', '512MiB', '--scrape-interval', '2s', '--time-scale', '60']);
  expect(flags).toEqual({
    configFile: null,
    ruleFiles: [],
    limitBytes: 512 * 1024 ** 2,
    scrapeIntervalMs: 2000,
    timeScale: 60,
    storagePath: null,
    once: false,
    shardIndex: null,
    shardCount: null,
  });
});

test('which shard this is can come from the environment', () => {
  vi.stubEnv('SAWTOOTH_SHARD_INDEX', '2');
  vi.stubEnv('SAWTOOTH_SHARD_COUNT', '5');
  try {
    expect(parse([]).flags).toMatchObject({ shardIndex: 2, shardCount: 5 });
    expect(parse(['--shard.index', 'auto']).flags).toMatchObject({ shardIndex: 'auto' });
  } finally {
    vi.unstubAllEnvs();
  }
});
