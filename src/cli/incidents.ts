import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { defaults } from '../config/defaults.ts';
import type { Incident } from '../model/incident.ts';
import { culpritCard } from '../render/culprit-card.ts';
import { culpritPlace, unitOfCulprit } from '../render/culprit-text.ts';
import { explanationOf } from '../render/explanation-of.ts';
import { formatTimeToSecond } from '../render/format-time.ts';
import { incidentJson } from '../render/incident-json.ts';
import { jsonLine } from '../render/json-line.ts';
import { printable } from '../render/printable.ts';
import { table } from '../render/table.ts';
import { toldNow } from '../render/told-now.ts';
import { listIncidents } from '../store/list-incidents.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { findIncident } from './find-incident.ts';
import { exitCode, type Io } from './io.ts';

type Flags = { readonly 'storage.path': string; readonly json?: boolean };

/** `sawtooth incidents [ID]`: what the store holds, newest first; or one, with all that is known of it. */
export function run(args: readonly string[], io: Io): Promise<number> {
  const command = newCommand('incidents', io, {
    summary: 'Lists the incidents that the store holds, or shows one.',
    examples: [
      'sawtooth incidents',
      'sawtooth incidents 1730000000-7686b2a3126b1319',
      'sawtooth incidents --json --storage.path /var/lib/sawtooth',
    ],
  })
    .argument('[id]', 'an incident; its first letters are enough where they are only its')
    .addOption(
      option('--storage.path <folder>', 'captures and incidents').default(defaults.storagePath),
    )
    .addOption(option('--json', 'one JSON object an incident on stdout, and nothing else there'));
  return runCommand(command, args, io, (parsed) => print(parsed.args[0], parsed.opts<Flags>(), io));
}

async function print(id: string | undefined, flags: Flags, io: Io): Promise<number> {
  const path = resolve(io.cwd, flags['storage.path']);
  const listed = await listIncidents(path, (sentence) =>
    io.stderr.write(`sawtooth: ${printable(sentence)}\n`),
  );
  if (!listed.ok) throw new UsageError(listed.reason);
  const incidents = listed.value.toReversed();
  const shown = id === undefined ? incidents : [findIncident(id, incidents, path)];
  const text =
    flags.json === true
      ? shown.map((one) => `${jsonLine(incidentJson(one))}\n`).join('')
      : id === undefined
        ? listText(shown, path)
        : shown.map((one) => `${detail(one).join('\n')}\n`).join('');
  io.stdout.write(text);
  return exitCode.done;
}

function listText(incidents: readonly Incident[], path: string): string {
  if (incidents.length === 0) {
    return existsSync(path)
      ? `No incident in ${path}.\n`
      : `No incident in ${path}: there is no such folder. Name that of watch or serve with --storage.path.\n`;
  }
  const columns = ['STATE', 'SINCE', 'WORKLOAD', 'RULE', 'VERDICT', 'CULPRIT', 'ID'];
  return table(
    columns.map((title) => ({ title })),
    incidents.map((one) => [
      one.state,
      formatTimeToSecond(one.firedAtMs ?? one.activeAtMs),
      one.workload,
      one.rule,
      one.verdict.kind,
      one.culprits[0] === undefined ? '' : culpritPlace(one.culprits[0]),
      one.id,
    ]),
  );
}

function detail(incident: Incident): string[] {
  const { id, rule, workload, state, firedAtMs, resolvedAtMs, culprits, captures } = incident;
  const [culprit] = culprits;
  const times = [
    ...(firedAtMs === null ? [] : [`fired ${formatTimeToSecond(firedAtMs)}`]),
    ...(resolvedAtMs === null ? [] : [`resolved ${formatTimeToSecond(resolvedAtMs)}`]),
  ];
  return [
    `${printable(rule)} of ${printable(workload)}: ${state}${times.length === 0 ? '' : `, ${times.join(', ')}`}`,
    printable(explanationOf(incident, toldNow(incident, null, Date.now()))),
    '',
    ...(culprit === undefined
      ? ['No culprit is named.']
      : culpritCard(culprit, unitOfCulprit(incident, culprit))),
    '',
    ...captures.map(({ path, role, atMs }) =>
      printable(`${formatTimeToSecond(atMs)}  ${role}  ${path}`),
    ),
    ...(captures.length === 0 ? ['No captures.'] : []),
    '',
    printable(id),
  ];
}
