import { resolve } from 'node:path';
import { defaults } from '../config/to-config.ts';
import { targetsOfConfig } from '../discover/targets-of-config.ts';
import type { Config, Problem, WebhookConfig } from '../model/config.ts';
import type { Rule } from '../model/rule.ts';
import type { Target } from '../model/target.ts';
import { UsageError } from './command.ts';
import type { Io } from './io.ts';
import { probeTargets } from './probe-targets.ts';
import { problemLine } from './problem-line.ts';
import { readConfigFile, readRuleFiles, shippedRuleFiles } from './read-files.ts';
import type { WatchFlags } from './watch-flags.ts';

/** All that the engine is started with. */
export type WatchSetup = {
  readonly targets: readonly Target[];
  readonly rules: readonly Rule[];
  readonly webhooks: readonly WebhookConfig[];
  readonly storagePath: string;
  readonly once: boolean;
};

/**
 * Flags, arguments and files → a setup. Throws a `UsageError` that names every problem at once, with
 * file, line and column. Flag beats file.
 */
export async function loadSetup(
  flags: WatchFlags,
  args: readonly string[],
  io: Pick<Io, 'cwd' | 'signal'>,
): Promise<WatchSetup> {
  const config = flags.configFile === null ? null : readConfig(flags.configFile, io);
  const targets = [
    ...(config === null ? [] : await probeTargets(targetsOfConfig(config), io.signal)),
    ...(await targetsOfArguments(args, flags, io)),
  ].map((target) => withFlags(target, flags));
  if (targets.length === 0) {
    throw new UsageError(
      'nothing to watch: name a target (http://127.0.0.1:6060/debug/pprof, host:port, pid:N) or a --config.file',
    );
  }
  return {
    targets,
    rules: readRules(flags, config, io),
    webhooks: config?.webhooks ?? [],
    storagePath: resolve(io.cwd, flags.storagePath ?? config?.storage.path ?? defaults.storagePath),
    once: flags.once,
  };
}
