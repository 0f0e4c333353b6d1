import type { IncomingMessage } from 'node:http';
import axios, { type AxiosRequestConfig } from 'axios';
import type { HttpOptions } from '../model/http.ts';
import type { Labels } from '../model/labels.ts';
import { failure, type Result, success } from '../model/result.ts';
import { agentsFor } from './agents.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { type Asked, explainFailure } from './explain-failure.ts';
import { type BodyProgress, readBody } from './read-body.ts';
import { shownUrl } from './shown-url.ts';

/** What is asked of a peer, and how much time and memory its answer may take. */
export type HttpRequest = {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly body?: string | Uint8Array;
  /** Beside those of `http`; these win. */
  readonly headers?: Labels;
  readonly http: HttpOptions;
  /** From the name's look-up to the last byte of the body. */
  readonly deadlineMs: number;
  /** The most bytes of the body, counted after decompression. */
  readonly maxBytes: number;
  /** `cut`: a larger body is no failure; its first `maxBytes` are the answer. Default `fail`. */
  readonly whenLarger?: 'fail' | 'cut';
  readonly signal: AbortSignal;
};

/** What came back, whatever its status; a redirect is never followed. */
export type HttpAnswer = {
  readonly status: number;
  /** Lower-case names; a repeated header is joined with a comma. */
  readonly headers: Labels;
  /** Without its Content-Encoding; a gzip file that was not declared as encoded stays one. */
  readonly body: Uint8Array;
  readonly tookMs: number;
};

/**
 * Asks one peer once. The answer is a success at any status; a failure is a sentence that says what
 * was asked (without credentials), what came and what to do.
 */
export async function httpRequest(request: HttpRequest): Promise<Result<HttpAnswer>> {
  const asked: Asked = { ...request, shown: shownUrl(request.url, request.method) };
  if (!/^https?:\/\//i.test(request.url) || !URL.canParse(request.url)) {
    return failure(
      `${request.method} ${asked.shown}: this is no http or https URL. Write it as http://host:port/path.`,
    );
  }
  const deadline = startDeadline(request.deadlineMs, request.signal);
  const progress: BodyProgress = { bytes: 0, wireBytes: 0, declaredBytes: null };
  try {
    return await exchange(request, asked, deadline, progress);
  } catch (error) {
    return explainFailure(error, asked, deadline, progress);
  } finally {
    deadline.end();
  }
}

async function exchange(
  request: HttpRequest,
  asked: Asked,
  deadline: Deadline,
  progress: BodyProgress,
): Promise<Result<HttpAnswer>> {
  const startedMs = performance.now();
  const stream = await send(request, deadline.signal);
  const body = await readBody(stream, request, progress);
  if (!body.ok) return failure(`${request.method} ${asked.shown}: ${body.reason}`, body.cause);
  return success({
    status: stream.statusCode ?? 0,
    headers: flat(stream.headers),
    body: body.value,
    tookMs: performance.now() - startedMs,
  });
}

/**
 * A peer may close a kept-alive connection just as the next request goes out on it; that reset says
 * nothing of the peer, so a GET is asked again, once, on a fresh connection.
 */
async function send(request: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
  try {
    return (await axios.request<IncomingMessage>(axiosConfig(request, signal))).data;
  } catch (error) {
    if (request.method !== 'GET' || !failedOnReusedSocket(error)) throw error;
    return (await axios.request<IncomingMessage>(axiosConfig(request, signal))).data;
  }
}

function failedOnReusedSocket(error: unknown): boolean {
  if (!axios.isAxiosError(error)) return false;
  const reset = error.code === 'ECONNRESET' || error.code === 'EPIPE';
  return reset && (error.request as { reusedSocket?: boolean } | undefined)?.reusedSocket === true;
}

function axiosConfig(request: HttpRequest, signal: AbortSignal): AxiosRequestConfig {
  const { http } = request;
  return {
    ...agentsFor(http.tls),
    method: request.method,
    url: request.url,
    data: typeof request.body === 'string' ? Buffer.from(request.body) : asBuffer(request.body),
    headers: {
      accept: '*/*',
      'accept-encoding': 'gzip',
      'user-agent': 'sawtooth',
      ...http.headers,
      ...(http.authorization === undefined ? {} : { authorization: http.authorization }),
      ...request.headers,
    },
    ...(http.basicAuth === undefined ? {} : { auth: http.basicAuth }),
    proxy: http.proxyUrl === undefined ? false : proxyOf(http.proxyUrl),
    signal,
    // Custom headers would travel along to a foreign host.
    maxRedirects: 0,
    validateStatus: () => true,
    // A stream, so that the cap holds while the body arrives and a dripping peer can be told from a
    // silent one. axios would also accept a compressed body that ends early: readBody does not.
    responseType: 'stream',
    decompress: false,
  };
}

function asBuffer(body: Uint8Array | undefined): Buffer | undefined {
  return body === undefined
    ? undefined
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

function proxyOf(proxyUrl: string): NonNullable<AxiosRequestConfig['proxy']> {
  const { protocol, hostname, port, username, password } = new URL(proxyUrl);
  const auth = { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  return {
    protocol: protocol.slice(0, -1),
    host: hostname,
    port: Number(port || (protocol === 'https:' ? 443 : 80)),
    ...(username === '' ? {} : { auth }),
  };
}

function flat(headers: IncomingMessage['headers']): Labels {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, [value].flat().join(', ')]));
}
