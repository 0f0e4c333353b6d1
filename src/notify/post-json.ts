import { retryAfterMs } from '../http/retry-after.ts';
import { shownUrl } from '../http/shown-url.ts';
import type { Labels } from '../model/labels.ts';
import { printable } from '../render/printable.ts';
import type { Attempt, Way } from './attempt.ts';

/** What is posted, and what a person should look at when it is refused for good. */
export type Post = {
  readonly url: string;
  readonly body: string;
  readonly headers?: Labels;
  /** Ends the sentence of a refusal: `Check the url of this receiver.` */
  readonly advice: string;
  /** Whether an answer with status 2xx says that it was not taken all the same. */
  readonly isRefusal?: (answer: string) => boolean;
  /** Whether a page may say that it was: one that asks for nothing, as a script of one's own answers. */
  readonly mayBePage?: boolean;
};

/** A receiver's answer is looked at, not kept. */
const maxAnswerBytes = 4096;
const mostShown = 200;

/**
 * One POST of JSON: 2xx is done; 5xx, 429 and network errors may be tried again, any other status is
 * final, and so is a page for people: a login stands before the receiver. The sentence of a failure has the
 * peer's own words and neither secrets nor credentials.
 */
export async function postJson(post: Post, { to, context, signal }: Way): Promise<Attempt> {
  const answer = await context.request({
    method: 'POST',
    url: post.url,
    body: post.body,
    headers: { 'content-type': 'application/json', ...post.headers },
    http: to.http,
    deadlineMs: to.timeoutMs,
    maxBytes: maxAnswerBytes,
    whenLarger: 'cut',
    signal,
  });
  if (!answer.ok) {
    return { kind: 'failed', reason: answer.reason, final: false, retryAfterMs: null };
  }
  const { status, headers, body } = answer.value;
  const text = new TextDecoder().decode(body);
  const came = answeredWith(status, text, post);
  if (came === null) return { kind: 'arrived' };
  const final = status < 500 && status !== 429;
  const said = saidIn(text, post);
  const advice = final ? ` ${post.advice}` : '';
  return {
    kind: 'failed',
    reason: `POST ${shownUrl(post.url, 'POST')} was answered with ${came}${said}.${advice}`,
    final,
    retryAfterMs: retryAfterMs(headers['retry-after'], context.nowMs()),
    status,
  };
}

/** What stands on the page of a login, or on one that leads there. */
const asking = /<(form|input|script|link|meta[^>]+refresh)\b/i;

/** What was answered that is no consent; null: it was one. */
function answeredWith(
  status: number,
  text: string,
  { isRefusal, mayBePage = false }: Post,
): string | null {
  if (status < 200 || status >= 300) return `status ${status} instead of 2xx`;
  if (isRefusal?.(text)) return `status ${status} and a refusal`;
  const isPage = /^\s*<(!doctype html|html)[\s>]/i.test(text);
  const isCut = text.length >= maxAnswerBytes;
  const isForPeople = isPage && (!mayBePage || isCut || asking.test(text));
  return isForPeople ? `status ${status} and a page for people, as of a login` : null;
}

/**
 * What the peer said of it, on one line. A page is for people, and one that repeats what it was sent, or
 * where, would put a secret into a log: neither is shown.
 */
function saidIn(answer: string, { url, body: sent, headers = {} }: Post): string {
  const text = printable(answer).trim();
  if (text === '' || text.startsWith('<')) return '';
  const { pathname, search, searchParams, username, password } = new URL(url);
  const key = /"routing_key":"([^"]+)"/.exec(sent)?.[1] ?? '';
  const query = [...search.slice(1).split(/[&=]/), ...searchParams.values()];
  const parts = [...pathname.split('/'), ...query, username, password, key];
  const secrets = [...parts, ...Object.values(headers)].filter((part) => part.length >= 6);
  if (secrets.some((secret) => text.includes(secret))) return '';
  return `: ${text.length > mostShown ? `${text.slice(0, mostShown)}…` : text}`;
}
