import { type Command, InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/parse-duration.ts';
import { parseSize } from '../config/parse-size.ts';
import type { Result } from '../model/result.ts';
import { option } from './command.ts';

/** The flags that `watch` and `serve` share, read and checked. */
export type WatchFlags = {
  readonly configFile: string | null;
  readonly ruleFiles: readonly string[];
  readonly limitBytes: number | null;
  readonly scrapeIntervalMs: number | null;
  readonly timeScale: number;
  readonly storagePath: string | null;
  readonly once: boolean;
  readonly shardIndex: number | 'auto' | null;
  readonly shardCount: number | null;
};

/** Adds the flags that `watch` and `serve` share. */
export function addWatchFlags(command: Command): Command {
  return command
    .argument('[target...]', 'URL of a metrics page or of a pprof endpoint, host:port, or pid:N')
    .addOption(option('--config.file <file>', 'configuration in YAML, as Prometheus has it'))
    .addOption(
      option('--rules <file>', 'rules in place of those that ship; may be repeated').argParser(
        (file: string, before: readonly string[] = []) => [...before, file],
      ),
    )
    .addOption(
      option('--limit <size>', 'memory limit, as 512MiB; beats what the target reports').argParser(
        reader(parseSize),
      ),
    )
    .addOption(
      option('--scrape-interval <duration>', 'time between two scrapes (default: 15s)').argParser(
        reader(parseDuration),
      ),
    )
    .addOption(
      option('--time-scale <n>', 'rules treat one second as n; for demos and rehearsals')
        .default(1)
        .argParser(readScale),
    )
    .addOption(
      option('--storage.path <folder>', 'captures and incidents (default: ./sawtooth-data)'),
    )
    .addOption(
      option(
        '--shard.index <n>',
        'which shard this is, from 0; auto: the number that its host name ends in',
      ).argParser(readIndex),
    )
    .addOption(
      option('--shard.count <n>', 'among how many shards the workloads are shared').argParser(
        readCount,
      ),
    )
    .addOption(option('--once', 'end after the first incident is named'));
}

/** The shared flags as they were given. */
export function watchFlags(command: Command): WatchFlags {
  const given = command.opts<Record<string, never>>();
  return {
    configFile: given['config.file'] ?? null,
    ruleFiles: given['rules'] ?? [],
    limitBytes: given['limit'] ?? null,
    scrapeIntervalMs: given['scrapeInterval'] ?? null,
    timeScale: given['timeScale'] ?? 1,
    storagePath: given['storage.path'] ?? null,
    once: given['once'] ?? false,
    shardIndex: given['shard.index'] ?? null,
    shardCount: given['shard.count'] ?? null,
  };
}

function reader(parse: (text: string) => Result<number>): (text: string) => number {
  return (text) => {
    const parsed = parse(text);
    if (!parsed.ok) throw new InvalidArgumentError(parsed.reason);
    if (parsed.value <= 0) throw new InvalidArgumentError('It has to be more than 0.');
    return parsed.value;
  };
}

function readIndex(text: string): number | 'auto' {
  if (text === 'auto') return text;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is auto or a number from 0.');
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a number from 1 to 9999.');
}

function readScale(text: string): number {
  const scale = Number(text);
  if (scale >= 1 && scale <= 3600) return scale;
  throw new InvalidArgumentError('It is a number from 1 to 3600.');
}
