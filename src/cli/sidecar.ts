import { type Command, InvalidArgumentError } from 'commander';
import { defaults } from '../config/defaults.ts';
import type { ProcessConfig } from '../model/config.ts';
import { defaultRecorder } from '../model/recorder.ts';
import { compileAnchored } from '../relabel/compile-anchored.ts';
import { newCommand, option, runCommand } from './command.ts';
import type { Io } from './io.ts';
import { readSetupApart } from './read-setup-apart.ts';
import { addServeFlags, serveUntilStopped } from './serve.ts';
import { addWatchFlags, watchFlags } from './watch-flags.ts';
import { type Besides, loadSetup } from './watch-setup.ts';

type Flags = {
  readonly comm?: string | null;
  readonly cmdline?: string | null;
  readonly pid?: number | null;
  readonly recorder: 'on' | 'off';
};

/** Half of the emptyDir that the manifests ask for: the kubelet evicts the whole pod when one is full. */
const retentionSizeBytes = 256 * 1024 ** 2;

/**
 * `sawtooth sidecar`: `serve` for the pod that it runs in. What it watches are the processes of the other
 * containers; the flight recorder is on.
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const command = addSidecarFlags(
    addServeFlags(
      addWatchFlags(
        newCommand('sidecar', io, {
          summary:
            'Watches the app beside it in a pod that shares its process namespace, and keeps the profiles from just before it dies.',
          examples: [
            'sawtooth sidecar --storage.path /var/lib/sawtooth',
            "sawtooth sidecar --comm 'checkout.*' --web.listen-address $(POD_IP):9412",
          ],
        }),
      ),
    ),
  );
  return runCommand(command, args, io, async () => {
    const flags = watchFlags(command);
    const besides = besidesOf(command.opts<Flags>());
    return serveUntilStopped(command, io, () => loadSetup(flags, command.args, io, besides), true);
  });
}

function addSidecarFlags(command: Command): Command {
  return command
    .addOption(
      option('--comm <regex>', 'the name of the process to watch, as the kernel has it').argParser(
        readPattern,
      ),
    )
    .addOption(option('--cmdline <regex>', 'a part of its command line').argParser(readPattern))
    .addOption(option('--pid <id>', 'its id').argParser(readPid))
    .addOption(
      option('--recorder <switch>', 'the flight recorder').choices(['on', 'off']).default('on'),
    )
    .addHelpText('after', variables);
}

const variables = `
Variables that a manifest sets by the downward API:
  POD_NAMESPACE POD_NAME POD_UID NODE_NAME   labels of what is watched; the workload is the pod's owner
  CONTAINER_NAME                             the app's container
  MEM_LIMIT                                  its limits.memory in bytes, where its cgroup cannot be read
  /etc/podinfo/labels, annotations           the pod's, as a downwardAPI volume
`;

function besidesOf({ comm = null, cmdline = null, pid = null, recorder }: Flags): Besides {
  const job: ProcessConfig = {
    jobName: 'pod',
    // Who names a process means it, in whatever container it is.
    match: { notSelf: [comm, cmdline, pid].every((given) => given === null), comm, cmdline, pid },
    labels: {},
    scrapeIntervalMs: defaults.scrapeIntervalMs,
    scrapeTimeoutMs: defaults.scrapeTimeoutMs,
    limitBytes: null,
    workloadLabels: null,
    profiles: null,
    http: { headers: {} },
  };
  return {
    processes: [job],
    recorder: { ...defaultRecorder, enabled: recorder === 'on' },
    retentionSizeBytes,
    read: readSetupApart,
  };
}

function readPattern(given: string): string {
  const compiled = compileAnchored(given);
  if (compiled.ok) return given;
  throw new InvalidArgumentError(`It ${compiled.reason}.`);
}

function readPid(given: string): number {
  if (/^[1-9]\d*$/.test(given)) return Number(given);
  throw new InvalidArgumentError('It is the id of a process.');
}
