import type { IncomingMessage } from 'node:http';
import type { HttpMethod, HttpOptions } from '../model/http.ts';
import type { Labels } from '../model/labels.ts';
import { failure, type Result, success } from '../model/result.ts';
import { type Deadline, startDeadline } from './deadline.ts';
import { type Asked, explainFailure } from './explain-failure.ts';
import { freshSecrets } from './fresh-secrets.ts';
import { hideSecretsOfRefusal } from './hide-secrets.ts';
import { type BodyProgress, readBody } from './read-body.ts';
import { send } from './send.ts';
import { shownUrl } from './shown-url.ts';
import { noteAnswer } from './watch-answers.ts';

/** What is asked of a peer, and how much time and memory its answer may take. */
export type HttpRequest = {
  readonly method: HttpMethod;
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
  /** Without its Content-Encoding, that of a refusal without secrets of ours that it repeats; a gzip file that was not declared as encoded stays one. */
  readonly body: Uint8Array;
  readonly tookMs: number;
};

/**
 * Asks one peer once. The answer is a success at any status; a failure is a sentence that says what
 * was asked (without credentials), what came and what to do.
 */
export async function httpRequest(given: HttpRequest): Promise<Result<HttpAnswer>> {
  const request = { ...given, http: await freshSecrets(given.http) };
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
  const body = await readBody(stream, { ...request, signal: deadline.signal }, progress);
  if (request.whenLarger !== 'cut') noteAnswer(progress.bytes, request.maxBytes);
  if (!body.ok) return failure(`${request.method} ${asked.shown}: ${body.reason}`, body.cause);
  const tookMs = performance.now() - startedMs;
  const came = { status: stream.statusCode ?? 0, headers: flat(stream.headers), body: body.value };
  return success({ ...hideSecretsOfRefusal(came, request), tookMs });
}

/** One text a header. */
export function flat(headers: IncomingMessage['headers']): Labels {
  const entries = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, [value].flat().join(', ')]));
}
