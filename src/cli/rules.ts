import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { toYaml } from '../config/to-yaml.ts';
import { nearest } from '../model/nearest.ts';
import { lossesOfExport, prometheusRules } from '../render/prometheus-rules.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { exitCode, type Io } from './io.ts';
import { readRules } from './read-rules.ts';
import { whyUnreadable } from './why-unreadable.ts';

type Flags = {
  readonly rules: readonly string[];
  readonly kubernetes?: boolean;
  readonly name: string;
  readonly namespace?: string;
  readonly output?: string;
};

/** `sawtooth rules export`: the nearest rules that a plain Prometheus can evaluate, with what they lose. */
export function run(args: readonly string[], io: Io): Promise<number> {
  const command = newCommand('rules', io, {
    summary: 'Writes the nearest plain Prometheus rules, and says what they lose.',
    examples: [
      'sawtooth rules export > sawtooth.rules.yaml && promtool check rules sawtooth.rules.yaml',
      'sawtooth rules export --kubernetes --namespace monitoring | kubectl apply -f -',
    ],
  })
    .argument('<verb>', 'export')
    .addOption(
      option('--rules <file>', 'rules in place of those that ship; may be repeated')
        .argParser((file: string, before: readonly string[]) => [...before, file])
        .default([]),
    )
    .addOption(option('--kubernetes', 'a PrometheusRule for the Prometheus operator'))
    .addOption(option('--name <name>', 'its name').default('sawtooth'))
    .addOption(option('--namespace <name>', 'its namespace'))
    .addOption(option('-o, --output <file>', 'write there instead of to stdout'));
  return runCommand(command, args, io, (parsed) => {
    const [verb = ''] = parsed.args;
    if (verb !== 'export') throw new UsageError(unknownVerb(verb));
    return exportRules(parsed.opts<Flags>(), io);
  });
}

function unknownVerb(verb: string): string {
  const hint = nearest(verb, ['export']) === null ? '' : ' (did you mean export?)';
  return `'${verb}' is nothing that can be done with rules${hint}; see sawtooth rules --help`;
}

async function exportRules(flags: Flags, io: Io): Promise<number> {
  const body = prometheusRules(readRules(flags.rules, [], io.cwd));
  const lost = lossesOfExport.map((loss) => `- ${loss}`);
  const head = [
    'Made by `sawtooth rules export`. Against the rules it was made from it loses:',
    ...lost,
  ];
  const text = toYaml(flags.kubernetes === true ? manifest(body, flags) : body, head);
  io.stderr.write(`plain PromQL loses:\n${lost.map((loss) => `  ${loss}\n`).join('')}`);
  if (flags.output === undefined) io.stdout.write(text);
  else await write(resolve(io.cwd, flags.output), text);
  return exitCode.done;
}

function manifest(spec: unknown, { name, namespace }: Flags) {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    spec,
  };
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${whyUnreadable(error)}`, { cause: error });
  }
}
