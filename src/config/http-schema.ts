import { z } from 'zod';
import type { HttpOptions, SecretFiles } from '../model/http.ts';
import { boolean, fields, list, name, text, url } from './fields.ts';
import type { Secrets } from './secrets.ts';

/**
 * Prometheus' `<http_config>`, as far as this version goes, to be spread into the fields of whatever
 * talks HTTP (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#http_config).
 */
export const httpFields = {
  basic_auth: fields({
    username: text().optional(),
    username_file: name('the path of a file').optional(),
    password: text().optional(),
    password_file: name('the path of a file').optional(),
  }).optional(),
  authorization: fields({
    type: name('a scheme such as Bearer').optional(),
    credentials: text().optional(),
    credentials_file: name('the path of a file').optional(),
  }).optional(),
  tls_config: fields({
    ca: text().optional(),
    ca_file: name('the path of a file').optional(),
    cert: text().optional(),
    cert_file: name('the path of a file').optional(),
    key: text().optional(),
    key_file: name('the path of a file').optional(),
    server_name: text().optional(),
    insecure_skip_verify: boolean().optional(),
  }).optional(),
  http_headers: z
    .record(
      z.string(),
      fields({
        values: list(text(), 'a list of values').optional(),
        secrets: list(text(), 'a list of values').optional(),
        files: list(name('the path of a file'), 'a list of paths').optional(),
      }),
      { error: 'a mapping of header names to values, secrets or files' },
    )
    .optional(),
  proxy_url: url().optional(),
  allow_link_local: boolean().optional(),
  follow_redirects: boolean()
    .refine((follow) => !follow, {
      error: 'this version never follows a redirect; write false, or the final address',
    })
    .optional(),
};

/** Fields of `<http_config>` that Prometheus has and this version has not. */
export const refusedHttpFields = {
  '*.oauth2': 'this version cannot do OAuth 2.0 yet; use authorization',
  '*.no_proxy': 'this version cannot exclude hosts from a proxy yet',
  '*.proxy_from_environment':
    'this version does not take a proxy from the environment; use proxy_url',
  '*.proxy_connect_header': 'this version cannot send headers to a proxy yet',
  '*.enable_http2': 'this version speaks HTTP/1.1 only',
  '*.bearer_token': 'use authorization: { credentials: … }',
  '*.bearer_token_file': 'use authorization: { credentials_file: … }',
  '*.min_version': 'this version cannot limit the version of TLS yet',
  '*.max_version': 'this version cannot limit the version of TLS yet',
};

const httpSchema = fields(httpFields);

/** The parsed fields of an HTTP client. */
export type HttpFields = z.output<typeof httpSchema>;

/** What the clients need of it; `secrets` has the contents of every file that is named. */
export function httpOptionsOf(given: HttpFields, secrets: Secrets): HttpOptions {
  const basic = given.basic_auth;
  const bearer = given.authorization;
  const credentials = secrets.either(bearer?.credentials, bearer?.credentials_file);
  return {
    headers: headersOf(given.http_headers ?? {}, secrets),
    ...(basic && {
      basicAuth: {
        username: secrets.either(basic.username, basic.username_file) ?? '',
        password: secrets.either(basic.password, basic.password_file) ?? '',
      },
    }),
    ...(credentials !== undefined && {
      authorization: `${bearer?.type ?? 'Bearer'} ${credentials}`,
    }),
    ...(given.tls_config && { tls: tlsOf(given.tls_config, secrets) }),
    ...(given.proxy_url !== undefined && { proxyUrl: given.proxy_url }),
    ...(given.allow_link_local === true && { allowLinkLocal: true }),
    ...filesOf(given, secrets),
  };
}

/** What is to be read again when it changes; nothing where no file is named. */
function filesOf(given: HttpFields, { pathOf }: Secrets): { readonly files?: SecretFiles } {
  const { basic_auth: basic, authorization, tls_config: tls } = given;
  const named = {
    username: basic?.username_file,
    password: basic?.password_file,
    credentials: authorization?.credentials_file,
    ca: tls?.ca_file,
    cert: tls?.cert_file,
    key: tls?.key_file,
  };
  const paths = Object.entries(named).flatMap(([name, file]) =>
    file === undefined ? [] : [[name, pathOf(file)]],
  );
  const headers = Object.entries(given.http_headers ?? {}).flatMap(
    ([header, { values = [], secrets: hidden = [], files = [] }]) =>
      files.length === 0
        ? []
        : [[header, { values: [...values, ...hidden], files: files.map(pathOf) }]],
  );
  if (paths.length + headers.length === 0) return {};
  const ofHeaders = headers.length === 0 ? {} : { headers: Object.fromEntries(headers) };
  return { files: { ...Object.fromEntries(paths), ...ofHeaders } };
}

function tlsOf(given: NonNullable<HttpFields['tls_config']>, secrets: Secrets) {
  const ca = secrets.either(given.ca, given.ca_file);
  const cert = secrets.either(given.cert, given.cert_file);
  const key = secrets.either(given.key, given.key_file);
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(given.server_name !== undefined && { serverName: given.server_name }),
    ...(given.insecure_skip_verify !== undefined && {
      insecureSkipVerify: given.insecure_skip_verify,
    }),
  };
}

/** Several values of one header become one, with commas (RFC 9110, 5.3). */
function headersOf(given: NonNullable<HttpFields['http_headers']>, secrets: Secrets) {
  return Object.fromEntries(
    Object.entries(given).map(([header, { values = [], secrets: hidden = [], files = [] }]) => {
      const read = files.map((file) => secrets.either(undefined, file) ?? '');
      return [header, [...values, ...hidden, ...read].join(', ')];
    }),
  );
}
