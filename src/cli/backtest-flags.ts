import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { parseDuration } from '../config/parse-duration.ts';
import { parseMatch } from '../config/parse-match.ts';
import { parseSize } from '../config/parse-size.ts';
import type { HttpOptions } from '../model/http.ts';
import { wrongName } from '../model/label-name.ts';
import type { Result } from '../model/result.ts';
import { option, UsageError } from './command.ts';
import { headersOf } from './headers-of.ts';
import { parseWhen } from './parse-when.ts';
import { readText } from './read-files.ts';

/** The flags of `backtest`, read and checked. */
export type BacktestFlags = {
  /** null: the configuration's. */
  readonly url: string | null;
  readonly configFile: string | null;
  /** What stands between the braces of each selector. */
  readonly matches: readonly string[];
  readonly fromMs: number;
  readonly untilMs: number;
  /** null: every sample as it was scraped. */
  readonly stepMs: number | null;
  readonly workloadLabels: readonly string[] | null;
  readonly ruleFiles: readonly string[];
  readonly limitBytes: number | null;
  readonly maxSeries: number;
  readonly deadlineMs: number;
  readonly http: HttpOptions;
  readonly json: boolean;
  /** Whether what fired is drawn. */
  readonly chart: boolean;
  readonly exitZero: boolean;
};

/** A large cluster's share of memory figures; a thousand pods have some ten thousand. */
const defaultMaxSeries = 50_000;

/** Adds the flags of `backtest`. */
export function addBacktestFlags(command: Command, nowMs: number): Command {
  const when = (text: string) => accepted(parseWhen(text, nowMs));
  return command
    .addOption(
      option('--url <url>', 'the server, as http://127.0.0.1:9090; for Mimir …/prometheus'),
    )
    .addOption(
      option('--match <selector>', '{namespace="shop"}: whose history; may be repeated').argParser(
        repeated((text) => accepted(parseMatch(text))),
      ),
    )
    .addOption(
      option('--from <time>', 'RFC 3339, unix seconds, or how long ago')
        .argParser(when)
        .default(nowMs - 7 * 86_400_000, '7d'),
    )
    .addOption(option('--to <time>', 'likewise').argParser(when).default(nowMs, 'now'))
    .addOption(
      option('--step <duration>', 'auto: every sample as it was scraped; 5m: the last one in each')
        .argParser(readStep)
        .default(null, 'auto'),
    )
    .addOption(
      option(
        '--workload-labels <names>',
        'labels that make a workload (default: namespace,workload,container, or job)',
      ).argParser(readNames),
    )
    .addOption(
      option('--rules <file>', 'rules in place of those that ship; may be repeated').argParser(
        repeated((file) => file),
      ),
    )
    .addOption(
      option('--limit <size>', 'memory limit where the server knows none: 512MiB').argParser(
        (text) => accepted(parseSize(text)),
      ),
    )
    .addOption(option('--config.file <file>', 'take servers (query_configs) and rules from it'))
    .addOption(
      option('--max-series <n>', 'end when there are more than that')
        .argParser(readCount)
        .default(defaultMaxSeries),
    )
    .addOption(
      option('--timeout <duration>', 'how long one query may take')
        .argParser((text) => accepted(parseDuration(text)))
        .default(120_000, '2m'),
    )
    .addOption(
      option('--header <line>', "send 'Name: value' along; may be repeated").argParser(
        repeated((line) => line),
      ),
    )
    .addOption(option('--bearer-token-file <file>', 'a token for Authorization'))
    .addOption(option('--basic-auth-user <name>', 'a user for Authorization'))
    .addOption(option('--basic-auth-password-file <file>', 'and the password'))
    .addOption(option('--tls-ca-file <file>', 'who may have signed the server’s certificate'))
    .addOption(option('--tls-cert-file <file>', 'a client certificate'))
    .addOption(option('--tls-key-file <file>', 'and its key'))
    .addOption(option('--tls-server-name <name>', 'the name that the certificate must have'))
    .addOption(option('--tls-insecure-skip-verify', 'take any certificate'))
    .addOption(option('--json', 'print one JSON object a workload'))
    .addOption(option('--no-chart', 'draw nothing below what fired'))
    .addOption(option('--exit-zero', 'exit 0 also when an alert would have gone out'));
}

/** As commander hands them over: those with an `argParser` are read already. */
type Given = {
  readonly url?: string;
  readonly 'config.file'?: string;
  readonly match?: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly step: number | null;
  readonly workloadLabels?: readonly string[];
  readonly rules?: readonly string[];
  readonly limit?: number;
  readonly maxSeries: number;
  readonly timeout: number;
  readonly header?: readonly string[];
  readonly bearerTokenFile?: string;
  readonly basicAuthUser?: string;
  readonly basicAuthPasswordFile?: string;
  readonly tlsCaFile?: string;
  readonly tlsCertFile?: string;
  readonly tlsKeyFile?: string;
  readonly tlsServerName?: string;
  readonly tlsInsecureSkipVerify?: boolean;
  readonly json?: boolean;
  readonly chart: boolean;
  readonly exitZero?: boolean;
};

/** The flags as they were given; files are relative to `cwd`. Throws a `UsageError`. */
export function backtestFlags(command: Command, cwd: string): BacktestFlags {
  const given = command.opts<Given>();
  const { from: fromMs, to: untilMs, step: stepMs } = given;
  if (!(fromMs < untilMs)) throw new UsageError('--from has to be before --to.');
  return {
    url: given.url === undefined ? null : baseUrl(given.url),
    configFile: given['config.file'] ?? null,
    matches: given.match ?? [],
    fromMs,
    untilMs,
    stepMs,
    workloadLabels: given.workloadLabels ?? null,
    ruleFiles: given.rules ?? [],
    limitBytes: given.limit ?? null,
    maxSeries: given.maxSeries,
    deadlineMs: given.timeout,
    http: httpOf(given, cwd),
    json: given.json ?? false,
    chart: given.chart,
    exitZero: given.exitZero ?? false,
  };
}

/** `http://host:9090/graph?…`, as copied from a browser, → `http://host:9090`. */
export function baseUrl(text: string): string {
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) {
    throw new UsageError(
      `--url ${text} is no http or https URL. Write it as http://127.0.0.1:9090.`,
    );
  }
  const url = new URL(text);
  const path = url.pathname.replace(/\/+$/, '').replace(/\/(graph|query|api\/v1(\/\w+)?)$/, '');
  return `${url.protocol}//${url.host}${path}`;
}

function httpOf(given: Given, cwd: string): HttpOptions {
  const { basicAuthUser: username, basicAuthPasswordFile, bearerTokenFile } = given;
  if (username !== undefined && bearerTokenFile !== undefined) {
    throw new UsageError('--basic-auth-user stands beside --bearer-token-file; give one of them.');
  }
  const password = secretOf(basicAuthPasswordFile, cwd) ?? '';
  const token = secretOf(bearerTokenFile, cwd);
  const tls = tlsOf(given, cwd);
  const headers = headersOf(given.header ?? []);
  if (!headers.ok) throw new UsageError(`${headers.reason}.`);
  return {
    headers: headers.value,
    allowLinkLocal: true,
    ...(username !== undefined && { basicAuth: { username, password } }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(Object.keys(tls).length > 0 && { tls }),
  };
}

function tlsOf(given: Given, cwd: string): NonNullable<HttpOptions['tls']> {
  const [ca, cert, key] = [given.tlsCaFile, given.tlsCertFile, given.tlsKeyFile].map((file) =>
    secretOf(file, cwd),
  );
  if ((cert === undefined) !== (key === undefined)) {
    throw new UsageError('a client certificate needs both --tls-cert-file and --tls-key-file.');
  }
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(given.tlsServerName !== undefined && { serverName: given.tlsServerName }),
    ...(given.tlsInsecureSkipVerify === true && { insecureSkipVerify: true }),
  };
}

function secretOf(file: string | undefined, cwd: string): string | undefined {
  if (file === undefined) return undefined;
  const text = readText(resolve(cwd, file));
  if (!text.ok) throw new UsageError(text.reason);
  return text.value.trim();
}

function repeated<T>(read: (text: string) => T): (text: string, before?: readonly T[]) => T[] {
  return (text, before = []) => [...before, read(text)];
}

function accepted<T>(parsed: Result<T>): T {
  if (parsed.ok) return parsed.value;
  throw new InvalidArgumentError(parsed.reason);
}

function readStep(text: string): number | null {
  if (text === 'auto') return null;
  const stepMs = accepted(parseDuration(text));
  if (stepMs >= 1000) return stepMs;
  throw new InvalidArgumentError('A step is auto, or 1s and more.');
}

function readNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => wrongName(name) === null)) return names;
  throw new InvalidArgumentError('Write names of labels, as namespace,workload,container.');
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InvalidArgumentError('It is a whole number above 0.');
}
