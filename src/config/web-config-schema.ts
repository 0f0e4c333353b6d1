import { z } from 'zod';
import { boolean, fields, name, oneOf, text } from './fields.ts';

const pathOfFile = name('the path of a file');

const version = oneOf(['TLS10', 'TLS11', 'TLS12', 'TLS13']);

/** bcrypt's own least, and what takes a second or two in plain JavaScript. */
const [leastCost, mostCost] = [4, 14];

/** `$2y$10$` and 53 characters: version, cost, salt and hash in bcrypt's own base 64. */
const bcryptHash = text('a hash by bcrypt')
  .regex(/^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/, {
    error: 'it must be a hash by bcrypt, as htpasswd -nBC 10 "" | tr -d \':\\n\' prints it',
  })
  .refine((hash) => !(costOf(hash) < leastCost || costOf(hash) > mostCost), {
    error: `its cost must be from ${leastCost} to ${mostCost}: each step doubles the time that one guess takes from the scrapes; make it anew, as htpasswd -nBC 10 does`,
  });

function costOf(hash: string): number {
  return Number(hash.slice(4, 6));
}

/** What can stand in a header (RFC 9110, 5.5); with anything else every answer would fail. */
const headerValue = text().regex(/^[\t\x20-\x7e\x80-\xff]*$/, {
  error: 'a header is one line of visible characters, none beyond Latin-1',
});

/** The headers that Prometheus lets one add to answers. */
const headers = fields({
  'Content-Security-Policy': headerValue.optional(),
  'X-Frame-Options': headerValue.optional(),
  'X-Content-Type-Options': headerValue.optional(),
  'X-XSS-Protection': headerValue.optional(),
  'Strict-Transport-Security': headerValue.optional(),
});

/**
 * The file of `--web.config.file`, as Prometheus and its exporters have it
 * (prometheus/exporter-toolkit docs/web-configuration.md), and `bearer_token_file` beside it.
 */
export const webConfigSchema = fields({
  tls_server_config: fields({
    cert: text().optional(),
    cert_file: pathOfFile.optional(),
    key: text().optional(),
    key_file: pathOfFile.optional(),
    client_ca: text().optional(),
    client_ca_file: pathOfFile.optional(),
    client_auth_type: oneOf([
      'NoClientCert',
      'RequestClientCert',
      'RequireAnyClientCert',
      'VerifyClientCertIfGiven',
      'RequireAndVerifyClientCert',
    ]).optional(),
    min_version: version.optional(),
    max_version: version.optional(),
  }).optional(),
  http_server_config: fields({
    // Whatever it says we speak HTTP/1.1: every client that speaks HTTP/2 speaks that too.
    http2: boolean().optional(),
    headers: headers.optional(),
  }).optional(),
  basic_auth_users: z
    .record(z.string(), bcryptHash, { error: 'a mapping of names to hashes by bcrypt' })
    .optional(),
  bearer_token_file: pathOfFile.optional(),
});

/** A web configuration as the schema leaves it. */
export type WebConfigFields = z.output<typeof webConfigSchema>;

/** Fields of Prometheus that are not taken, each with why. */
export const refusedWebConfigFields = {
  'tls_server_config.cipher_suites': 'this version takes those of Node; remove the field',
  'tls_server_config.curve_preferences': 'this version takes those of Node; remove the field',
  'tls_server_config.prefer_server_cipher_suites': 'this version cannot choose; remove the field',
  'tls_server_config.client_allowed_sans':
    'this version cannot look at the names in a certificate yet; let client_ca sign those alone that may come',
  rate_limit: 'this version cannot limit the rate of requests yet; remove the field',
};
