import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { shownUrl } from '../http/shown-url.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Io } from './io.ts';
import { whyUnreadable } from './why-unreadable.ts';

const limits = { deadlineMs: 60_000, maxBytes: 1024 ** 3 };

/** How a URL is asked: for a profile over some seconds (0: at once), within a time (0: 60 s or more). */
export type FetchOptions = {
  readonly seconds: number;
  readonly timeoutSeconds: number;
  readonly headers: Readonly<Record<string, string>>;
};

const plainFetch: FetchOptions = { seconds: 0, timeoutSeconds: 0, headers: {} };

/**
 * The bytes of a profile: a file, a URL, `-` for stdin, or a bare `host:port` or `host:port/path`
 * where no file has that name. A failure says what was read and what came.
 */
export async function readProfileBytes(
  source: string,
  io: Io,
  fetch = plainFetch,
): Promise<Result<Uint8Array>> {
  if (source === '-') return success(await buffer(io.stdin));
  if (/^https?:\/\//i.test(source)) return fetchBytes(source, io, fetch);
  try {
    return success(await readFile(resolve(io.cwd, source)));
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (absent && /^([\w.-]+|\[[\da-f:.]+\]):\d{1,5}(\/|$)/i.test(source))
      return fetchBytes(`http://${source}`, io, fetch);
    return failure(`cannot read ${source}: ${whyUnreadable(error)}`, error);
  }
}

async function fetchBytes(
  source: string,
  io: Io,
  { seconds, timeoutSeconds, headers }: FetchOptions,
): Promise<Result<Uint8Array>> {
  // axios takes longer to load than a small profile to compare.
  const { httpRequest } = await import('../http/request.ts');
  const url = profileUrl(source, seconds);
  const answer = await httpRequest({
    method: 'GET',
    url,
    http: { headers },
    ...limits,
    // As in pprof: half as long again as the profile takes.
    deadlineMs: timeoutSeconds > 0 ? timeoutSeconds * 1000 : limits.deadlineMs + seconds * 1500,
    signal: io.signal,
  });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  return status === 200
    ? success(body)
    : failure(`GET ${shownUrl(url)}: expected a profile, got status ${status}. Check the address.`);
}

/** A bare host and `…/debug/pprof` mean the heap. */
function profileUrl(source: string, seconds: number): string {
  if (!URL.canParse(source)) return source;
  const url = new URL(source);
  const path = url.pathname.replace(/\/+$/, '');
  if (path === '') url.pathname = '/debug/pprof/heap';
  else if (path.endsWith('/debug/pprof')) url.pathname = `${path}/heap`;
  if (seconds > 0) url.searchParams.set('seconds', String(seconds));
  return url.href;
}
