import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fetchProfile } from '../capture/fetch-profile.ts';
import { parseTargetArgument } from '../discover/parse-target-argument.ts';
import { closeHttpAgents } from '../http/agents.ts';
import { environmentProxy } from '../http/environment-proxy.ts';
import { shownUrl } from '../http/shown-url.ts';
import type { FetchedProfile, ProfileKind } from '../model/capture.ts';
import type { HttpOptions } from '../model/http.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Target } from '../model/target.ts';
import { decodeProfile } from '../profile/decode-profile.ts';
import { jsonLine } from '../render/json-line.ts';
import { printable } from '../render/printable.ts';
import { explainFileError } from '../store/explain-file-error.ts';
import { openCaptures } from '../store/open-captures.ts';
import { newCommand, option, runCommand, UsageError } from './command.ts';
import { type FetchFlags, fetchOptions, headerOption, tlsOptions } from './fetch-flags.ts';
import { exitCode, type Io } from './io.ts';
import { withProgress } from './with-progress.ts';

type Flags = FetchFlags & {
  readonly kind?: string;
  readonly gc: boolean;
  readonly output?: string;
  readonly timeout: string;
  readonly 'storage.path': string;
  readonly json?: boolean;
};

/** `sawtooth capture URL`: fetches one profile, stores it as it came, and says how to look at it. */
export function run(args: readonly string[], io: Io): Promise<number> {
  const command = newCommand('capture', io, {
    summary: 'Fetches one profile and stores it as it came.',
    examples: [
      'sawtooth capture http://127.0.0.1:6060/debug/pprof',
      'sawtooth capture 127.0.0.1:6060 --kind goroutine -o goroutines.pb.gz',
    ],
  })
    .argument('<url>', 'a pprof endpoint: …/debug/pprof, …/debug/pprof/heap, or just host:port')
    .addOption(option('--kind <kind>', 'heap or goroutine; default: what the URL says, else heap'))
    .addOption(option('--gc', 'let the program collect its garbage first').default(true))
    .addOption(option('--no-gc', 'take the heap as of the last collection'))
    .addOption(option('-o, --output <file>', 'write it there instead of into the store'))
    .addOption(headerOption())
    .addOption(tlsOptions.tls_ca())
    .addOption(tlsOptions.tls_cert())
    .addOption(tlsOptions.tls_key())
    .addOption(option('--timeout <seconds>', 'give up after this time').default('30'))
    .addOption(option('--storage.path <folder>', 'the store').default('./sawtooth-data'))
    .addOption(option('--json', 'print one JSON object instead of text'));
  return runCommand(command, args, io, async (parsed) => {
    try {
      return await capture(parsed.args[0] ?? '', parsed.opts<Flags>(), io);
    } finally {
      closeHttpAgents();
    }
  });
}

async function capture(url: string, flags: Flags, io: Io): Promise<number> {
  const kind = kindOf(url, flags.kind);
  const target = targetOf(url, await httpOf(url, flags, io));
  if (target.profiles === null) throw new UsageError(`${url}: a process has no profiles to fetch.`);
  const source = { ...target.profiles, gc: flags.gc };
  const limits = { deadlineMs: secondsOf(flags.timeout) * 1000, maxBytes: 1024 ** 3 };
  const profile = await withProgress(io, (step) => {
    step(`waiting for ${shownUrl(source.url)}, at most ${flags.timeout} s`);
    return fetchProfile(source, kind, io.signal, Date.now, limits);
  });
  const stored = profile.ok ? await store(profile.value, target, flags, io) : profile;
  if (!profile.ok || !stored.ok) {
    io.stderr.write(`sawtooth: ${printable(stored.ok ? '' : stored.reason)}\n`);
    return exitCode.unusable;
  }
  // Stored as it came whatever it is, but who relies on it later should hear of it now.
  const decoded = decodeProfile(profile.value.bytes);
  if (!decoded.ok) io.stderr.write(`sawtooth: warning: ${decoded.reason}\n`);
  io.stdout.write(report(profile.value, stored.value, flags.json === true));
  return exitCode.done;
}

/** `…/debug/pprof/goroutine` asks for goroutines; anything else is the heap. */
function kindOf(url: string, flag: string | undefined): ProfileKind {
  const kind = flag ?? /\/debug\/pprof\/(\w+)/.exec(url)?.[1] ?? 'heap';
  if (kind === 'heap' || kind === 'goroutine' || kind === 'goroutineleak') return kind;
  throw new UsageError(
    `${kind} profiles are not captured. Ask for --kind heap, goroutine or goroutineleak.`,
  );
}

/** Here a bare host:port means its pprof endpoint, and a metrics page the one of its host. */
function targetOf(url: string, http: HttpOptions): Target {
  const candidates = parseTargetArgument(url.replace(insecureScheme, 'https:'), {
    scrapeIntervalMs: 0,
    scrapeTimeoutMs: 0,
    http,
  });
  if (!candidates.ok) throw new UsageError(candidates.reason);
  const target = candidates.value.find(({ source }) => source === 'pprof') ?? candidates.value[0];
  if (target === undefined) throw new UsageError(`${url} is no target.`);
  return target;
}

/** As pprof has it: the certificate is not looked at. */
const insecureScheme = /^https\+insecure:/i;

async function httpOf(url: string, flags: Flags, io: Io): Promise<HttpOptions> {
  const { headers, tls } = await fetchOptions(flags, io);
  const proxyUrl = environmentProxy(url.replace(insecureScheme, 'https:'), io.env);
  const isInsecure = insecureScheme.test(url);
  return {
    headers,
    ...(tls === undefined && !isInsecure
      ? {}
      : { tls: { ...tls, insecureSkipVerify: isInsecure } }),
    ...(proxyUrl === null ? {} : { proxyUrl }),
  };
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (seconds > 0 && seconds <= 3600) return seconds;
  throw new UsageError(`--timeout ${text}: give seconds, more than 0 and at most 3600.`);
}

async function store(
  profile: FetchedProfile,
  target: Target,
  flags: Flags,
  io: Io,
): Promise<Result<string>> {
  if (flags.output !== undefined) return writeTo(resolve(io.cwd, flags.output), profile);
  const path = resolve(io.cwd, flags['storage.path']);
  const opened = await openCaptures({ path, nowMs: Date.now() });
  if (!opened.ok) return opened;
  // Nobody watches: of which life it is nobody knows, so it is a life of its own.
  const about = { role: 'manual', lifeStartAtMs: profile.atMs } as const;
  const put = await opened.value.putCapture(target, profile, about);
  return put.ok ? success(put.value.path) : put;
}

async function writeTo(file: string, profile: FetchedProfile): Promise<Result<string>> {
  try {
    await writeFile(file, profile.bytes, { flag: 'wx' });
    return success(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return failure(`${file} is there already and is not overwritten. Name another file.`);
    }
    return explainFileError(error, `write ${file}`);
  }
}

function report(profile: FetchedProfile, path: string, json: boolean): string {
  const { kind, bytes, tookMs, url, gc, atMs } = profile;
  const look = `go tool pprof -top ${quoted(path)}`;
  if (json) {
    const line = { kind, path, bytes: bytes.length, tookMs: Math.round(tookMs), url, gc };
    return `${jsonLine({ at: atMs / 1000, ...line, look })}\n`;
  }
  return `${path}\n${bytes.length} bytes from ${url} in ${Math.round(tookMs)} ms\nLook at it: ${look}\n`;
}

function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
