import type { IncomingMessage } from 'node:http';
import axios, { type AxiosRequestConfig } from 'axios';
import type { HttpMethod, HttpOptions } from '../model/http.ts';
import type { Labels } from '../model/labels.ts';
import { agentsFor } from './agents.ts';
import { isLinkLocal, linkLocalError } from './link-local.ts';

/** What goes over the wire. */
export type Sent = {
  readonly method: HttpMethod;
  readonly url: string;
  readonly body?: string | Uint8Array;
  /** Beside those of `http`; these win. */
  readonly headers?: Labels;
  readonly http: HttpOptions;
};

/**
 * Sends a request and gives the answer as soon as its headers are here. Throws what the connection throws.
 * A peer may close a kept-alive connection just as the next request goes out on it; that reset says
 * nothing of the peer, so a GET is asked again, once, on a fresh connection.
 */
export async function send(request: Sent, signal: AbortSignal): Promise<IncomingMessage> {
  const { hostname } = new URL(request.url);
  if (request.http.allowLinkLocal !== true && isLinkLocal(hostname)) throw linkLocalError(hostname);
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

function axiosConfig(request: Sent, signal: AbortSignal): AxiosRequestConfig {
  const { http } = request;
  return {
    ...agentsFor(http),
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
