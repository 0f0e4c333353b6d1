import type { HttpAnswer } from '../http/request.ts';
import { shownUrl } from '../http/shown-url.ts';
import type { HttpOptions } from '../model/http.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Io } from './io.ts';
import { type ProfileSource, profileSource } from './profile-source.ts';
import { readFileBytes } from './read-file-bytes.ts';
import { whyUnreadable } from './why-unreadable.ts';

/** How long a profile may take that is made at once, and how large it may be. */
const limits = { deadlineMs: 60_000, maxBytes: 1024 ** 3 };

/** What pprof's client waits longer than its timeout. */
const graceMs = 5_000;

/** How a URL is asked: for a profile over some seconds (0: at once), within a time (0: 60 s or more). */
export type FetchOptions = {
  readonly seconds: number;
  readonly timeoutSeconds: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls?: NonNullable<HttpOptions['tls']>;
};

/** No header, no certificate of one's own, the usual time. */
export const plainFetch: FetchOptions = { seconds: 0, timeoutSeconds: 0, headers: {} };

/**
 * The bytes of a profile: a file, a URL, `-` for stdin, or a bare `host:port` or `host:port/path`
 * where no file has that name. A failure says what was read and what came.
 */
export async function readProfileBytes(
  source: string,
  io: Io,
  fetch = plainFetch,
): Promise<Result<Uint8Array>> {
  return readSource(source, await profileSource(source, io, fetch.seconds), io, fetch);
}

/** The same, of a source whose meaning is known; `written` is what the call named it. */
export async function readSource(
  written: string,
  source: ProfileSource,
  io: Io,
  fetch: FetchOptions,
): Promise<Result<Uint8Array>> {
  switch (source.kind) {
    case 'stdin':
      return success(await readAll(io.stdin));
    case 'url':
      return fetchBytes(source, io, fetch);
    case 'file':
      try {
        return success(await readFileBytes(source.path));
      } catch (error) {
        return failure(`cannot read ${written}: ${whyUnreadable(error)}`, error);
      }
  }
}

async function readAll(stream: NodeJS.ReadStream): Promise<Uint8Array> {
  const { buffer } = await import('node:stream/consumers');
  return buffer(stream);
}

async function fetchBytes(
  { url, seconds, insecure }: ProfileSource & { readonly kind: 'url' },
  io: Io,
  { timeoutSeconds, headers, tls }: FetchOptions,
): Promise<Result<Uint8Array>> {
  // axios takes longer to load than a small profile to compare.
  const [{ httpRequest }, { environmentProxy }, { STATUS_CODES }] = await Promise.all([
    import('../http/request.ts'),
    import('../http/environment-proxy.ts'),
    import('node:http'),
  ]);
  const proxyUrl = environmentProxy(url, io.env);
  const answer = await httpRequest({
    method: 'GET',
    url,
    http: {
      headers,
      // Who names an address means it.
      allowLinkLocal: true,
      ...(tls === undefined && !insecure
        ? {}
        : { tls: { ...tls, ...(insecure ? { insecureSkipVerify: true } : {}) } }),
      ...(proxyUrl === null ? {} : { proxyUrl }),
    },
    ...limits,
    deadlineMs: deadlineOf(seconds, timeoutSeconds),
    signal: io.signal,
  });
  if (!answer.ok) return answer;
  return answer.value.status === 200
    ? success(answer.value.body)
    : failure(`${shownUrl(url)}: ${explainStatus(answer.value, STATUS_CODES)}`);
}

/** As in pprof: half as long again as the profile takes. */
function deadlineOf(seconds: number, timeoutSeconds: number): number {
  if (timeoutSeconds > 0) return timeoutSeconds * 1000 + graceMs;
  return (seconds > 0 ? seconds * 1500 : limits.deadlineMs) + graceMs;
}

/** pprof's words, with what net/http/pprof says of its own errors, and what to do. */
function explainStatus(
  { status, headers, body }: HttpAnswer,
  names: Readonly<Record<number, string | undefined>>,
): string {
  const words = `server response: ${status} ${names[status] ?? ''}`.trimEnd();
  const isPprof = 'x-go-pprof' in headers && /text\/plain/.test(headers['content-type'] ?? '');
  const said = isPprof ? ` - ${new TextDecoder().decode(body.subarray(0, 1000)).trim()}` : '';
  return `${words}${said}. ${adviceFor(status)}.`;
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403) {
    return "Give a login: user:password@ in the URL, or --header 'Authorization: …'";
  }
  if (status === 407) return 'The proxy wants a login: put it into the URL in HTTP_PROXY';
  if (status >= 300 && status < 400) return 'Redirects are not followed: give the final address';
  return status >= 500 ? 'See the log of the program there' : 'Check the address';
}
