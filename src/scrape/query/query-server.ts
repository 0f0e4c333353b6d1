import { hideSecrets } from '../../http/hide-secrets.ts';
import { httpRequest } from '../../http/request.ts';
import { retryAfterMs } from '../../http/retry-after.ts';
import type { HttpOptions } from '../../model/http.ts';
import type { Labels } from '../../model/labels.ts';
import { type AnswerNotes, answerNotes } from './answer-notes.ts';
import { takeAnswerRows } from './answer-rows.ts';

/** A server that speaks Prometheus' HTTP API: Prometheus, Thanos, Mimir, VictoriaMetrics. */
export type QueryServer = {
  /** What stands before `/api/v1/…`, without a slash at its end. */
  readonly url: string;
  readonly http: HttpOptions;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
};

/**
 * `later`: it is not there, or overloaded, and the same may work after a pause; `smaller`: the same for less may;
 * `give-up`: asking again would not help.
 */
export type QueryAnswer =
  | {
      readonly ok: true;
      readonly warnings: AnswerNotes['warnings'];
      readonly isPartial: AnswerNotes['isPartial'];
      /** The server's clock, to a second; null where it does not tell. */
      readonly dateMs: number | null;
    }
  | {
      readonly ok: false;
      readonly reason: string;
      readonly next: 'later' | 'smaller' | 'give-up';
      readonly waitMs: number;
    };

/** The most of one answer: all series of a large server by name, or 11,000 points of a hundred series. */
const maxBytes = 256 * 1024 ** 2;
const longestWaitMs = 30_000;
/** Of a server's own words: they go into a sentence. */
const longestQuote = 500;

/**
 * Asks one endpoint of the API (`query`, `query_range`, `series`) and hands over the rows of its answer
 * (https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview), one by one. A failure
 * names the endpoint, what was asked, the status and the server's own words; rows that came before it
 * count for nothing.
 */
export async function askServer(
  server: QueryServer,
  endpoint: 'query' | 'query_range' | 'series',
  params: URLSearchParams,
  take: (row: unknown) => void,
): Promise<QueryAnswer> {
  const posted = await send(server, endpoint, params, 'POST');
  // As Prometheus' own client does: some proxies let nothing but GET pass.
  const refused = posted.ok && (posted.value.status === 405 || posted.value.status === 501);
  const answer = refused ? await send(server, endpoint, params, 'GET') : posted;
  const about = `${server.url}/api/v1/${endpoint}, asked for ${asked(params)}`;
  if (!answer.ok) return refusal(`${about}: ${answer.reason}`, 'later');
  const { status, body, headers } = answer.value;
  const envelope = takeAnswerRows(body, take);
  if (envelope?.['status'] === 'success' && status === 200) {
    const hidden = (text: string) => hideSecrets(text, server);
    return { ok: true, ...answerNotes(envelope, hidden), dateMs: dateOf(headers) };
  }
  if (envelope === null && status === 200 && /^\s*\{\s*"status"/.test(startOf(body))) {
    return refusal(`${about}: the answer broke off after ${body.length} bytes`, 'smaller');
  }
  const quoted =
    envelope?.['error'] === undefined
      ? firstWords(body)
      : `${envelope['errorType'] ?? 'error'}: ${envelope['error']}`;
  const said = hideSecrets(quoted, server).slice(0, longestQuote);
  const words = said === '' ? `status ${status}` : `status ${status}, ${said}`;
  return refusal(
    `${about}: ${words}${whatToDo(status, envelope === null)}`,
    nextAfter(status, said),
    waitOf(headers),
  );
}

function send(
  { url, http, deadlineMs, signal }: QueryServer,
  endpoint: string,
  params: URLSearchParams,
  method: 'GET' | 'POST',
) {
  const path = `${url}/api/v1/${endpoint}`;
  const common = { http, deadlineMs, maxBytes, signal };
  if (method === 'GET') return httpRequest({ ...common, method, url: `${path}?${params}` });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return httpRequest({ ...common, method, url: path, headers, body: String(params) });
}

/** What a person wants to see of a query: not its times, and of a long list of names or pods its start. */
function asked(params: URLSearchParams): string {
  const text = params.get('query') ?? params.getAll('match[]').join(' and ');
  return text.replaceAll(/=~"([^"]{40})[^"]+"/g, '=~"$1…"').slice(0, 1000);
}

type Refusal = Extract<QueryAnswer, { ok: false }>;

function refusal(reason: string, next: Refusal['next'], waitMs = 0): Refusal {
  return { ok: false, reason, next, waitMs };
}

/**
 * 429 and 503: overloaded, or (Prometheus) the query took too long; 502 and 504: a proxy gave up; 413 and
 * some of 400, 422 and 500: more samples, points, series or bytes than the server wants to handle at once.
 */
function nextAfter(status: number, said: string): Refusal['next'] {
  if ([429, 502, 503, 504].includes(status)) return 'later';
  const isTooMuch =
    status === 413 ||
    ([400, 422, 500].includes(status) &&
      /too many|exceed|maximum|limit|timed? ?out|deadline|memory/i.test(said));
  return isTooMuch ? 'smaller' : 'give-up';
}

function whatToDo(status: number, notJson: boolean): string {
  if (status === 401) {
    return '. It wants a login: --bearer-token-file, --basic-auth-user or --header; in a file authorization or basic_auth';
  }
  if (status === 403) return '. This login may not ask; grant it access, or use another';
  if (status >= 300 && status < 400) return '. Redirects are not followed; give the final address';
  if (status === 404 || notJson) {
    return (
      '. Nobody speaks Prometheus’ HTTP API there; check the path (Mimir: …/prometheus, ' +
      'VictoriaMetrics cluster: …/select/0/prometheus)'
    );
  }
  return '';
}

function waitOf(headers: Labels): number {
  const waitMs = retryAfterMs(headers['retry-after'], dateOf(headers) ?? Date.now()) ?? 0;
  return Math.min(longestWaitMs, waitMs);
}

function firstWords(body: Uint8Array): string {
  const text = startOf(body).trim().split('\n')[0] ?? '';
  return text === '' ? '' : JSON.stringify(text.slice(0, 120));
}

function startOf(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, 300)).toString('utf8');
}

function dateOf(headers: Labels): number | null {
  const atMs = Date.parse(headers['date'] ?? '');
  return Number.isFinite(atMs) ? atMs : null;
}
