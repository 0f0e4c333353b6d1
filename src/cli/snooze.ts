import { z } from 'zod';
import { closeHttpAgents } from '../http/agents.ts';
import { httpRequest } from '../http/request.ts';
import { failure, type Result, success } from '../model/result.ts';
import { formatTimeToSecond } from '../render/format-time.ts';
import { jsonLine } from '../render/json-line.ts';
import { printable } from '../render/printable.ts';
import { table } from '../render/table.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { type FetchFlags, fetchOptions, headerOption, tlsOptions } from './fetch-flags.ts';
import { exitCode, type Io } from './io.ts';

type Flags = FetchFlags & {
  readonly for?: string;
  readonly why?: string;
  readonly end?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly url: string;
};

const snoozeShape = z.looseObject({
  id: z.string(),
  workload: z.string(),
  why: z.string(),
  by: z.string(),
  until: z.number(),
});
const envelope = z.looseObject({
  data: z.unknown().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).default([]),
});
const listShape = z.looseObject({ snoozes: z.array(snoozeShape) });

type Shown = z.output<typeof snoozeShape>;

/** `sawtooth snooze WORKLOAD --for 8h --why TEXT`: growth that somebody expects is watched, not alerted. */
export function run(args: readonly string[], io: Io): Promise<number> {
  const command = newCommand('snooze', io, {
    summary: 'Asks a running sawtooth serve to alert nobody of a workload for a while.',
    examples: [
      'sawtooth snooze checkout --for 8h --why "the yearly import runs"',
      'sawtooth snooze --list',
      'sawtooth snooze checkout --end',
    ],
  })
    .argument('[workload]', 'as the dashboard and /api/v1/targets name it')
    .addOption(option('--for <duration>', 'for how long: 30m, 8h, 2d'))
    .addOption(option('--why <text>', 'why nobody needs to know, for those who look'))
    .addOption(option('--list', 'show what is snoozed'))
    .addOption(option('--end', 'end the snooze of the workload now'))
    .addOption(
      option('--url <url>', 'where sawtooth serve listens').default('http://127.0.0.1:9412'),
    )
    .addOption(headerOption())
    .addOption(tlsOptions.tls_ca())
    .addOption(tlsOptions.tls_cert())
    .addOption(tlsOptions.tls_key())
    .addOption(option('--json', 'one JSON object a snooze on stdout, and nothing else there'));
  return runCommand(command, args, io, async (parsed) => {
    try {
      return await act(parsed.args[0], parsed.opts<Flags>(), io);
    } finally {
      closeHttpAgents();
    }
  });
}

async function act(workload: string | undefined, flags: Flags, io: Io): Promise<number> {
  checkFlags(workload, flags);
  if (flags.list === true) return show(await list(flags, io), flags, io);
  if (workload === undefined) {
    throw new UsageError('which workload? sawtooth snooze WORKLOAD --for 8h --why TEXT, or --list');
  }
  if (flags.end === true) return end(workload, flags, io);
  const { for: long, why } = flags;
  if (long === undefined || why === undefined || why.trim() === '') {
    const missing = [
      ...(long === undefined ? ['--for 8h'] : []),
      ...(why === undefined || why.trim() === '' ? ['--why TEXT'] : []),
    ];
    throw new UsageError(`snooze ${workload} needs ${missing.join(' and ')}`);
  }
  const by = io.env['USER'] ?? '';
  const made = await ask('POST', '/api/v1/snoozes', flags, io, { workload, for: long, why, by });
  return show([snoozeShape.parse(made)], flags, io);
}

/** A flag that would be passed over in silence is a misunderstanding. */
function checkFlags(workload: string | undefined, { list, end, ...flags }: Flags): void {
  const does = list === true ? '--list' : end === true ? '--end' : null;
  if (does === null) return;
  const idle = [
    ...(does === '--list' && end === true ? ['--end'] : []),
    ...(does === '--list' && workload !== undefined ? [workload] : []),
    ...(flags.for === undefined ? [] : ['--for']),
    ...(flags.why === undefined ? [] : ['--why']),
  ];
  if (idle.length > 0) {
    throw new UsageError(`${does} goes without ${idle.join(' and ')}; keep what you mean`);
  }
}

async function list(flags: Flags, io: Io): Promise<readonly Shown[]> {
  return listShape.parse(await ask('GET', '/api/v1/snoozes', flags, io)).snoozes;
}

async function end(workload: string, flags: Flags, io: Io): Promise<number> {
  const snooze = (await list(flags, io)).find((one) => one.workload === workload);
  if (snooze === undefined) throw new UsageError(`${workload} is not snoozed (see --list)`);
  await ask('DELETE', `/api/v1/snoozes/${encodeURIComponent(snooze.id)}`, flags, io);
  if (flags.json !== true) io.stdout.write(`${printable(workload)} is not snoozed any more.\n`);
  return exitCode.done;
}

function show(snoozes: readonly Shown[], flags: Flags, io: Io): number {
  if (flags.json === true) {
    for (const one of snoozes) io.stdout.write(`${jsonLine(one)}\n`);
  } else if (snoozes.length === 0) io.stdout.write('Nothing is snoozed.\n');
  else {
    const columns = ['WORKLOAD', 'UNTIL', 'BY', 'WHY'].map((title) => ({ title }));
    const rows = snoozes.map(({ workload, until, by, why }) => {
      return [workload, formatTimeToSecond(until * 1000), by, why];
    });
    io.stdout.write(table(columns, rows));
  }
  return exitCode.done;
}

/** The data of an answer; its warnings go to stderr. */
async function ask(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  flags: Flags,
  io: Io,
  body?: object,
): Promise<unknown> {
  const { headers, tls } = await fetchOptions(flags, io);
  const answer = await httpRequest({
    method,
    url: `${flags.url.replace(/\/+$/, '')}${path}`,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json' },
    http: { headers, ...(tls === undefined ? {} : { tls }) },
    deadlineMs: 10_000,
    maxBytes: 1024 ** 2,
    signal: io.signal,
  });
  if (!answer.ok)
    throw new UsageError(`${printable(answer.reason)} Is sawtooth serve running there?`);
  const read = dataOf(answer.value.status, answer.value.body);
  if (!read.ok) throw new UsageError(printable(read.reason));
  for (const warning of read.value.warnings) {
    io.stderr.write(`sawtooth: warning: ${printable(warning)}\n`);
  }
  return read.value.data;
}

function dataOf(status: number, body: Uint8Array): Result<z.output<typeof envelope>> {
  if (status === 401) {
    return failure("it asks who you are; give --header 'Authorization: Bearer …'");
  }
  try {
    const read = envelope.parse(JSON.parse(new TextDecoder().decode(body)));
    return status === 200 ? success(read) : failure(read.error ?? `status ${status}`);
  } catch (error) {
    return failure(`what answers there with status ${status} is no sawtooth serve`, error);
  }
}
