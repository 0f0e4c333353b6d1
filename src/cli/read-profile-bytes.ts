import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { shownUrl } from '../http/shown-url.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Io } from './io.ts';
import { whyUnreadable } from './why-unreadable.ts';

const limits = { deadlineMs: 60_000, maxBytes: 1024 ** 3 };

/**
 * The bytes of a profile: a file, a URL, `-` for stdin, or a bare `host:port` or `host:port/path`
 * where no file has that name. A failure says what was read and what came.
 */
export async function readProfileBytes(source: string, io: Io): Promise<Result<Uint8Array>> {
  if (source === '-') return success(await buffer(io.stdin));
  if (/^https?:\/\//i.test(source)) return fetchBytes(source, io);
  try {
    return success(await readFile(resolve(io.cwd, source)));
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (absent && /^([\w.-]+|\[[\da-f:.]+\]):\d{1,5}(\/|$)/i.test(source))
      return fetchBytes(`http://${source}`, io);
    return failure(`cannot read ${source}: ${whyUnreadable(error)}`, error);
  }
}

async function fetchBytes(source: string, io: Io): Promise<Result<Uint8Array>> {
  // axios takes longer to load than a small profile to compare.
  const { httpRequest } = await import('../http/request.ts');
  const url = heapUrl(source);
  const answer = await httpRequest({
    method: 'GET',
    url,
    http: { headers: {} },
    ...limits,
    signal: io.signal,
  });
  if (!answer.ok) return answer;
  const { status, body } = answer.value;
  return status === 200
    ? success(body)
    : failure(`GET ${shownUrl(url)}: expected a profile, got status ${status}. Check the address.`);
}

/** A bare host and `…/debug/pprof` mean the heap. */
function heapUrl(source: string): string {
  if (!URL.canParse(source)) return source;
  const url = new URL(source);
  const path = url.pathname.replace(/\/+$/, '');
  if (path === '') url.pathname = '/debug/pprof/heap';
  else if (path.endsWith('/debug/pprof')) url.pathname = `${path}/heap`;
  return url.href;
}
