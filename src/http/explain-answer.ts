import type { HttpAnswer } from './request.ts';
import { shownUrl } from './shown-url.ts';

/**
 * What an answer with another status than 200 means and what to do: one sentence for a GET of `url`.
 * `hint` is what to check when nothing is found there.
 */
export function explainStatus(url: string, answer: HttpAnswer, hint: string): string {
  const asked = `GET ${shownUrl(url)}`;
  const { status, headers } = answer;
  if (status === 401) {
    return `${asked}: it wants a login (401 Unauthorized). Set basic_auth or authorization for this job.`;
  }
  if (status === 403) {
    return `${asked}: this login, or this machine, may not read it (403 Forbidden). Grant access there, or set other credentials.`;
  }
  if (status === 404 || status === 410) {
    return `${asked}: there is no such page (${status}). ${hint}`;
  }
  if (status >= 300 && status < 400) {
    const { location } = headers;
    const where = location === undefined ? '' : ` to ${shownUrl(absolute(location, url))}`;
    return `${asked}: it redirects${where} (${status}), and redirects are not followed, so that credentials go nowhere else. Set the final address.`;
  }
  if (status === 429 || status === 503) {
    const after = headers['retry-after'];
    const wait = after === undefined ? '' : `, wants a pause of ${after.slice(0, 40)} s`;
    return `${asked}: it is overloaded or not ready (${status}${wait}). Wait until it is ready, else see its log.`;
  }
  return `${asked}: it answered with status ${status}${firstWords(answer)}. See the log of the program there.`;
}

/** What a body is at first sight, for a sentence about a wrong one. */
export function looksLike(
  body: Uint8Array,
): 'empty' | 'html' | 'json' | 'gzip' | 'text' | 'binary' {
  if (body.length === 0) return 'empty';
  if (body[0] === 0x1f && body[1] === 0x8b) return 'gzip';
  const start = Buffer.from(body.subarray(0, 512)).toString('latin1').trimStart();
  if (start === '' && body.length <= 512) return 'empty';
  if (start.startsWith('<')) return 'html';
  // A metrics page may open with {"a.quoted.name"}; JSON has a colon after it.
  if (/^(\[|\{\s*(\}|"[^"]*"\s*:))/.test(start)) return 'json';
  return isText(body.subarray(0, 512)) ? 'text' : 'binary';
}

function isText(bytes: Uint8Array): boolean {
  return !bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}

function absolute(location: string, url: string): string {
  return URL.canParse(location, url) ? new URL(location, url).href : location;
}

function firstWords({ body }: HttpAnswer): string {
  if (looksLike(body) !== 'text') return '';
  const line = Buffer.from(body.subarray(0, 200)).toString('utf8').trim().split('\n')[0] ?? '';
  return ` and says ${JSON.stringify(line.slice(0, 120))}`;
}
