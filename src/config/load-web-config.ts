import { dirname, resolve } from 'node:path';
import type { Problem } from '../model/config.ts';
import type { Labels } from '../model/labels.ts';
import type { ClientAuth, ServerTls, TlsVersion, WebConfig } from '../model/web-config.ts';
import { problemAt, problemsOf, valueAt } from './problems-of.ts';
import type { ReadFile } from './secrets.ts';
import {
  refusedWebConfigFields,
  type WebConfigFields,
  webConfigSchema,
} from './web-config-schema.ts';
import { type FieldPath, readYaml, type YamlSource } from './yaml-source.ts';

/** A web configuration, when nothing is wrong with it, and all that is wrong or doubtful. */
export type LoadedWebConfig = {
  readonly config?: WebConfig;
  readonly problems: readonly Problem[];
};

type TlsFields = NonNullable<WebConfigFields['tls_server_config']>;
type Pem = 'cert' | 'key' | 'client_ca';
/** Tells what is wrong with a field of the TLS settings; null: with them as a whole. */
type Wrong = (name: string | null, message: string) => void;

const versions = { TLS10: 'TLSv1', TLS11: 'TLSv1.1', TLS12: 'TLSv1.2', TLS13: 'TLSv1.3' } as const;

/** The text of a web configuration file → its settings, with every file that it names read. */
export function loadWebConfig(file: string, text: string, readFile: ReadFile): LoadedWebConfig {
  const source = readYaml(file, text);
  if (!source.readable) return { problems: source.problems };
  const parsed = webConfigSchema.safeParse(source.plain ?? {});
  const issues = parsed.success ? [] : parsed.error.issues;
  const problems = [...source.problems, ...problemsOf(issues, source, refusedWebConfigFields)];
  if (!parsed.success) return { problems };
  const read = new NamedFiles(source, readFile);
  const { tls_server_config, bearer_token_file, basic_auth_users, http_server_config } =
    parsed.data;
  const tls = tls_server_config === undefined ? null : tlsOf(tls_server_config, read, source);
  const token = bearer_token_file && read.text(['bearer_token_file'], bearer_token_file)?.trim();
  if (token === '') {
    read.problems.push(problemAt(source, ['bearer_token_file'], 'is an empty file: no token'));
  }
  problems.push(...read.problems, ...colonsIn(Object.keys(basic_auth_users ?? {}), source));
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  const config = {
    tls,
    users: new Map(Object.entries(basic_auth_users ?? {})),
    bearerToken: token ?? null,
    headers: headersOf(http_server_config?.headers ?? {}),
    files: read.files,
  };
  return { config, problems };
}

/** Basic authentication ends a name at its first colon (RFC 7617, 2): with one in it nobody gets in. */
function colonsIn(names: readonly string[], source: YamlSource): Problem[] {
  return names
    .filter((name) => name.includes(':'))
    .map((name) =>
      problemAt(source, ['basic_auth_users', name], 'a name with a colon cannot log in', 'key'),
    );
}

/** Reads files beside the configuration, and remembers which, and what is wrong with them. */
class NamedFiles {
  readonly files: string[] = [];
  readonly problems: Problem[] = [];
  readonly #source: YamlSource;
  readonly #readFile: ReadFile;

  constructor(source: YamlSource, readFile: ReadFile) {
    this.#source = source;
    this.#readFile = readFile;
  }

  text(at: FieldPath, file: string): string | undefined {
    const path = resolve(dirname(this.#source.file), file);
    this.files.push(path);
    const read = this.#readFile(path);
    if (read.ok) return read.value;
    this.problems.push(problemAt(this.#source, at, read.reason));
    return undefined;
  }
}

const tlsPath: FieldPath = ['tls_server_config'];

function tlsOf(given: TlsFields, read: NamedFiles, source: YamlSource): ServerTls {
  const wrong: Wrong = (name, message) =>
    read.problems.push(
      problemAt(source, name === null ? tlsPath : [...tlsPath, name], message, 'key'),
    );
  const [cert, key, clientCa] = (['cert', 'key', 'client_ca'] as const).map((field) =>
    pemOf(field, given, read, wrong),
  );
  for (const field of ['cert', 'key'] as const) {
    const isGiven = (name: string) => valueAt(source.plain, [...tlsPath, name]) !== undefined;
    if (!isGiven(field) && !isGiven(`${field}_file`))
      wrong(null, `needs ${field} or ${field}_file`);
  }
  const clientAuth = given.client_auth_type ?? 'NoClientCert';
  checkClientAuth(clientAuth, clientCa !== undefined, wrong);
  const minVersion: TlsVersion = versions[given.min_version ?? 'TLS12'];
  const maxVersion: TlsVersion = versions[given.max_version ?? 'TLS13'];
  if (minVersion > maxVersion) wrong('min_version', 'is above max_version');
  return {
    ...{ cert: cert ?? '', key: key ?? '', clientCa: clientCa ?? null },
    ...{ clientAuth, minVersion, maxVersion },
  };
}

function checkClientAuth(clientAuth: ClientAuth, hasCa: boolean, wrong: Wrong): void {
  if (!hasCa && clientAuth.includes('Verify')) {
    wrong('client_auth_type', `${clientAuth} needs client_ca or client_ca_file`);
  }
  if (hasCa && clientAuth === 'NoClientCert') {
    wrong(null, 'has a client_ca and asks for no certificate; set client_auth_type');
  }
}

/** A PEM text, itself or from its file; undefined where neither is given or can be read. */
function pemOf(field: Pem, given: TlsFields, read: NamedFiles, wrong: Wrong): string | undefined {
  const [inline, file] = [given[field], given[`${field}_file`]];
  if (inline !== undefined && file !== undefined) {
    wrong(`${field}_file`, `stands beside ${field}; keep one of the two`);
  }
  const named = file === undefined ? undefined : read.text([...tlsPath, `${field}_file`], file);
  const text = inline ?? named;
  if (text !== undefined && !text.includes('-----BEGIN ')) {
    const name = inline === undefined ? `${field}_file` : field;
    wrong(name, 'holds no PEM: it has no line -----BEGIN …');
  }
  return text;
}

function headersOf(given: Readonly<Record<string, string | undefined>>): Labels {
  return Object.fromEntries(
    Object.entries(given).flatMap(([header, value]) =>
      value === undefined || value === '' ? [] : [[header, value]],
    ),
  );
}
