import axios from 'axios';
import type { Result } from '../model/result.ts';
import { failure } from '../model/result.ts';
import type { Deadline } from './deadline.ts';
import { linkLocalCode } from './link-local.ts';
import type { BodyProgress } from './read-body.ts';
import { shownBytes } from './shown-bytes.ts';

/** What a sentence says was asked. */
export type Asked = {
  readonly method: string;
  /** The URL without credentials and secrets. */
  readonly shown: string;
  readonly url: string;
};

type Told = readonly [came: string, toDo: string];

/** What the codes of Node's sockets, resolver, TLS and HTTP parser mean to the person on call. */
const byCode: Readonly<Record<string, Told>> = {
  ECONNREFUSED: [
    'nothing listens there (connection refused)',
    'Check that the program runs and that the port is right',
  ],
  ENOTFOUND: ['the host name is not known', 'Check its spelling, and the DNS of this machine'],
  EAI_AGAIN: ['the host name could not be looked up just now', 'Check the DNS of this machine'],
  EHOSTUNREACH: ['no way leads to the host', 'Check the address, routes and network policies'],
  ENETUNREACH: ['no way leads to its network', 'Check the address, routes and network policies'],
  [linkLocalCode]: [
    'the address is link-local, where clouds serve the credentials of a machine',
    'If it is meant, set allow_link_local: true where this address, or what finds it, is configured',
  ],
  ETIMEDOUT: ['the connection was not answered', 'Check the address, firewalls and policies'],
  EACCES: ['this machine may not connect there', 'Check firewalls and network policies'],
  HPE_HEADER_OVERFLOW: [
    'its header is larger than 16 KiB',
    'Check that the address is the right one; a proxy may add cookies',
  ],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'Renew the certificate there'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'its certificate is for another name',
    'Correct the host, or set tls_config.server_name',
  ],
};

const untrusted: Told = [
  'its certificate is signed by nobody known here',
  'Give its authority as tls_config.ca_file, on the command line as --tls_ca',
];
const notTls: Told = ['it does not speak TLS as asked', 'Try http:// instead of https://'];
const notHttp: Told = [
  'what came is not HTTP',
  'Check the port, and try https:// instead of http://',
];

/**
 * Turns what the exchange threw into one sentence. Secrets and axios' own error stay out of it. What is of
 * neither axios nor Node's system is a bug and is thrown on.
 */
export function explainFailure(
  error: unknown,
  asked: Asked,
  deadline: Deadline,
  progress: BodyProgress,
): Result<never> {
  if (!axios.isAxiosError(error) && codeOf(error) === '' && !deadline.signal.aborted) throw error;
  const [came, toDo] = told(error, deadline, progress);
  return failure(`${asked.method} ${asked.shown}: ${came}. ${toDo}.`, withoutRequest(error));
}

function told(error: unknown, deadline: Deadline, progress: BodyProgress): Told {
  if (deadline.passed()) return tooSlow(deadline, progress);
  if (deadline.signal.aborted) return ['it was stopped from here', 'Ask again when needed'];
  const code = codeOf(error);
  const known = byCode[code];
  if (known !== undefined) return known;
  if (progress.wireBytes > 0 || progress.declaredBytes !== null) return truncated(code, progress);
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return [
      'the connection was closed before an answer came',
      'Check whether the program just restarted or a proxy cut it off',
    ];
  }
  return ofProtocol(code) ?? [`the request failed (${messageOf(error)})`, 'Check the address'];
}

function ofProtocol(code: string): Told | null {
  if (/SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(code)) return untrusted;
  if (code === 'EPROTO' || /^ERR_(SSL|TLS|OSSL)_/.test(code)) return notTls;
  return code.startsWith('HPE_') ? notHttp : null;
}

function tooSlow({ totalMs }: Deadline, { bytes, declaredBytes }: BodyProgress): Told {
  const of = declaredBytes === null ? '' : ` of ${shownBytes(declaredBytes)}`;
  const came = bytes === 0 && declaredBytes === null ? 'no byte' : `${shownBytes(bytes)}${of}`;
  return [
    `the deadline of ${totalMs / 1000} s passed after ${came} had come`,
    'Raise the timeout if it is that slow by nature, else see what holds it up',
  ];
}

function truncated(code: string, { bytes, wireBytes, declaredBytes }: BodyProgress): Told {
  if (code.startsWith('Z_') || code.startsWith('ERR_BROTLI') || code === 'ERR__ERROR_FORMAT') {
    return [
      `the compressed answer breaks off or is corrupt after ${shownBytes(bytes)}`,
      'Check the peer and any proxy before it',
    ];
  }
  const said =
    declaredBytes === null
      ? `the answer broke off after ${shownBytes(wireBytes)}`
      : `the answer broke off: ${declaredBytes} bytes were promised (Content-Length), ${wireBytes} came`;
  return [said, 'Check whether the program died meanwhile or its write timeout is too short'];
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (typeof code === 'string' && !code.startsWith('ERR_BAD') && code !== 'ERR_NETWORK')
    return code;
  // Several addresses of one name were tried: the first one's failure stands for all.
  if (Array.isArray(errors)) return codeOf(errors[0]);
  return codeOf(cause);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** axios hangs the whole request, Authorization included, on its error: a log would print it. */
function withoutRequest(error: unknown): Error {
  const bare = new Error(messageOf(error)) as Error & { code?: string };
  bare.name = 'HttpError';
  const code = codeOf(error);
  if (code !== '') bare.code = code;
  return bare;
}
