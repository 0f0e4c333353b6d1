import type { z } from 'zod';
import { type HttpAnswer, httpRequest } from '../../http/request.ts';
import type { HttpOptions } from '../../model/http.ts';
import { parseJson } from '../../model/json-fault.ts';
import { failure, type Result, success } from '../../model/result.ts';

/** Who is asked, and until when. */
export type StoreAsked = {
  readonly name: string;
  readonly url: string;
  readonly selector: string;
  readonly http: HttpOptions;
  readonly signal: AbortSignal;
};

/** A store reads blocks for an answer, which takes longer than a process takes to show itself. */
const deadlineMs = 60_000;
/** A profile of 64 MiB in Base64. */
const maxBytes = 90 * 1024 ** 2;
/** A profile is one text; a day of profiles, ten seconds apart, of each of ten processes. */
const mostValues = 400_000;

/** Asks a store of profiles; a refusal is a sentence, save those that `takes` says are answers. */
export async function askStore(
  asked: StoreAsked,
  request: {
    readonly method: 'GET' | 'POST';
    readonly path: string;
    readonly body?: string | Uint8Array;
    readonly contentType?: string;
  },
  takes: (answer: HttpAnswer) => boolean = () => false,
): Promise<Result<HttpAnswer>> {
  const { method, path, body, contentType } = request;
  const answer = await httpRequest({
    method,
    url: `${asked.url}${path}`,
    ...(body === undefined ? {} : { body }),
    ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
    http: asked.http,
    deadlineMs,
    maxBytes,
    signal: asked.signal,
  });
  if (!answer.ok) return answer;
  if (answer.value.status === 200 || takes(answer.value)) return answer;
  return failure(`${asked.name}: ${explain(answer.value)}`);
}

/** The JSON of an answer, or a sentence. */
export function readJson<T>(
  { name }: StoreAsked,
  answer: HttpAnswer,
  shape: z.ZodType<T>,
): Result<T> {
  try {
    return success(shape.parse(parseJson(Buffer.from(answer.body).toString('utf8'), mostValues)));
  } catch (error) {
    return failure(
      `${name}: the answer is not what its API says. Check that the URL is the right one, and its version.`,
      error,
    );
  }
}

function explain({ status, body, headers }: HttpAnswer): string {
  switch (status) {
    case 401:
      return 'it wants a login (401). Set basic_auth or authorization beside its url; a tenant is a header, X-Scope-OrgID, under http_headers.';
    case 403:
      return 'this login may not read profiles (403). Grant it access, or set other credentials.';
    case 404:
      return 'it has no such API (404). Check the URL: it ends before /querier.v1… (Pyroscope) or /api (Parca).';
    case 429:
    case 503:
      return `it is overloaded or not ready (${status}${headers['retry-after'] === undefined ? '' : `, wants a pause of ${headers['retry-after'].slice(0, 40)} s`}).`;
    default:
      return `it answered with status ${status}${said(body)}.`;
  }
}

function said(body: Uint8Array): string {
  const text = Buffer.from(body.subarray(0, 2000)).toString('utf8');
  const message = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? '';
  return message === '' ? '' : ` and says ${JSON.stringify(message.slice(0, 200))}`;
}
