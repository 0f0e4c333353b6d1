import { describe, expect, test } from 'vitest';
import { loadWebConfig } from '../../src/config/load-web-config.ts';
import { failure, success } from '../../src/model/result.ts';

const hash = '$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG';
const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const files: Readonly<Record<string, string>> = {
  '/etc/sawtooth/tls.crt': pem,
  '/etc/sawtooth/tls.key': pem.replaceAll('CERTIFICATE', 'PRIVATE KEY'),
  '/etc/sawtooth/ca.crt': pem,
  '/run/secrets/token': ' t0ken\n',
  '/run/secrets/empty': '\n',
  '/run/secrets/none.crt': 'hunter2',
};

function load(text: string) {
  const { config, problems } = loadWebConfig('/etc/sawtooth/web.yaml', text, (path) => {
    const found = files[path];
    return found === undefined ? failure(`cannot read ${path}: no such file`) : success(found);
  });
  const lines = problems.map(({ line, column, severity, message }) => {
    return `${line}:${column} ${severity}: ${message}`;
  });
  return { config, lines };
}

test('everything that a file may say', () => {
  const { config, lines } = load(`tls_server_config:
  cert_file: tls.crt
  key_file: tls.key
  client_ca_file: ca.crt
  client_auth_type: RequireAndVerifyClientCert
  min_version: TLS13
http_server_config:
  http2: true
  headers: { X-Frame-Options: deny, Strict-Transport-Security: "" }
basic_auth_users: { alice: ${hash} }
bearer_token_file: /run/secrets/token
`);
  expect(lines).toEqual([]);
  expect(config).toEqual({
    tls: {
      cert: files['/etc/sawtooth/tls.crt'],
      key: files['/etc/sawtooth/tls.key'],
      clientCa: pem,
      clientAuth: 'RequireAndVerifyClientCert',
      minVersion: 'TLSv1.3',
      maxVersion: 'TLSv1.3',
    },
    users: new Map([['alice', hash]]),
    bearerToken: 't0ken',
    headers: { 'X-Frame-Options': 'deny' },
    files: [
      '/etc/sawtooth/tls.crt',
      '/etc/sawtooth/tls.key',
      '/etc/sawtooth/ca.crt',
      '/run/secrets/token',
    ],
  });
});

test('an empty file asks nothing of anybody, as with Prometheus', () => {
  expect(load('').config).toMatchObject({ tls: null, bearerToken: null, headers: {} });
});

describe('what is wrong is said with its place, and no secret is', () => {
  const tls = (rest: string) =>
    `tls_server_config:\n  cert_file: tls.crt\n  key_file: tls.key\n${rest}`;
  const cases: [name: string, text: string, lines: string[]][] = [
    [
      'a key that is missing',
      'tls_server_config: { cert_file: tls.crt }',
      ['1:1 error: tls_server_config: needs key or key_file'],
    ],
    [
      'a password in place of its hash',
      'basic_auth_users: { alice: hunter2 }',
      [
        `1:28 error: basic_auth_users.alice: it must be a hash by bcrypt, as htpasswd -nBC 10 "" | tr -d ':\\n' prints it`,
      ],
    ],
    [
      'a hash that takes minutes to check',
      `basic_auth_users: { alice: ${hash.replace('$10$', '$20$')} }`,
      [
        '1:28 error: basic_auth_users.alice: its cost must be from 4 to 14: each step doubles the time that one guess takes from the scrapes; make it anew, as htpasswd -nBC 10 does',
      ],
    ],
    [
      'a header of two lines, which would fail every answer',
      'http_server_config: { headers: { X-Frame-Options: "a\\nb" } }',
      [
        '1:51 error: http_server_config.headers.X-Frame-Options: a header is one line of visible characters, none beyond Latin-1',
      ],
    ],
    [
      'a name that nobody can log in with',
      `basic_auth_users: { "a:b": ${hash} }`,
      ['1:21 error: basic_auth_users."a:b": a name with a colon cannot log in'],
    ],
    [
      'no file',
      'bearer_token_file: /run/none',
      ['1:20 error: bearer_token_file: cannot read /run/none: no such file'],
    ],
    [
      'no token',
      'bearer_token_file: /run/secrets/empty',
      ['1:20 error: bearer_token_file: is an empty file: no token'],
    ],
    [
      'no PEM',
      tls('  client_ca_file: /run/secrets/none.crt\n  client_auth_type: RequestClientCert\n'),
      ['4:3 error: tls_server_config.client_ca_file: holds no PEM: it has no line -----BEGIN …'],
    ],
    [
      'clients that are checked against nobody',
      tls('  client_auth_type: RequireAndVerifyClientCert\n'),
      [
        '4:3 error: tls_server_config.client_auth_type: RequireAndVerifyClientCert needs client_ca or client_ca_file',
      ],
    ],
    [
      'an authority that nobody is checked against',
      tls('  client_ca_file: ca.crt\n'),
      [
        '1:1 error: tls_server_config: has a client_ca and asks for no certificate; set client_auth_type',
      ],
    ],
    [
      'versions that leave none',
      tls('  min_version: TLS13\n  max_version: TLS12\n'),
      ['4:3 error: tls_server_config.min_version: is above max_version'],
    ],
    [
      'an unknown field and one that is not there yet',
      'basic_auth_user: {}\ntls_server_config: { cipher_suites: [] }\n',
      [
        '2:22 error: tls_server_config.cipher_suites: this version takes those of Node; remove the field',
        '1:1 error: basic_auth_user: unknown field (did you mean basic_auth_users?)',
      ],
    ],
  ];
  test.each(cases)('%s', (_name, text, lines) => {
    const loaded = load(text);
    expect(loaded.lines).toEqual(lines);
    expect(loaded.config).toBeUndefined();
    expect(loaded.lines.join()).not.toContain('hunter2');
  });
});
