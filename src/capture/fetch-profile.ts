import { explainStatus, looksLike } from '../http/explain-answer.ts';
import { type HttpAnswer, httpRequest } from '../http/request.ts';
import { shownUrl } from '../http/shown-url.ts';
import type { FetchedProfile, ProfileKind } from '../model/capture.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { ProfileSource } from '../model/target.ts';

/** How long a profile may take, and how large it may be. */
export type FetchLimits = { readonly deadlineMs: number; readonly maxBytes: number };

/** Heaps of large programs come as a few MiB; a forced collection takes seconds on tens of GiB. */
const usual: FetchLimits = { deadlineMs: 30_000, maxBytes: 64 * 1024 ** 2 };

/**
 * Fetches one profile from a pprof endpoint. The bytes are as they came and nothing but their first few
 * is looked at: they are to be stored before anything parses them. Fails with a sentence at any status
 * but 200, at an empty answer, and at one that is no profile at first sight.
 */
export async function fetchProfile(
  source: ProfileSource,
  kind: ProfileKind,
  signal: AbortSignal,
  nowMs: () => number,
  limits: FetchLimits = usual,
): Promise<Result<FetchedProfile>> {
  const url = profileUrl(source, kind);
  const answer = await httpRequest({
    method: 'GET',
    url,
    // A profile is compressed already, and as it came means without a proxy's own layer.
    headers: { 'accept-encoding': 'identity' },
    http: source.http,
    ...limits,
    signal,
  });
  if (!answer.ok) return answer;
  const wrong = explainWrong(url, answer.value);
  if (wrong !== null) return failure(wrong);
  return success({
    kind,
    bytes: answer.value.body,
    atMs: nowMs(),
    tookMs: answer.value.tookMs,
    url: shownUrl(url),
    gc: kind === 'heap' && source.gc,
  });
}

/** `gc=1` is served for a heap alone (net/http/pprof ServeHTTP). */
function profileUrl({ url, gc }: ProfileSource, kind: ProfileKind): string {
  const at = new URL(url);
  at.pathname = `${at.pathname.replace(/\/+$/, '')}/${kind}`;
  if (kind === 'heap' && gc) at.searchParams.set('gc', '1');
  return at.href;
}

const hint =
  'Give the address at which the program serves its profiles, usually …/debug/pprof (Go: import _ "net/http/pprof").';

function explainWrong(url: string, answer: HttpAnswer): string | null {
  if (answer.status !== 200) return explainStatus(url, answer, hint);
  const type = answer.headers['content-type'] ?? 'no content type';
  switch (looksLike(answer.body)) {
    case 'empty':
      return `GET ${shownUrl(url)}: the answer is empty. ${hint}`;
    case 'html':
      return `GET ${shownUrl(url)}: the answer is HTML (${type}), not a profile. ${hint}`;
    case 'json':
      return isHeapProfileOfV8(answer.body)
        ? null
        : `GET ${shownUrl(url)}: the answer is JSON (${type}), not a profile. ${hint}`;
    case 'text':
      return isTextProfile(answer.body)
        ? null
        : `GET ${shownUrl(url)}: the answer is text (${type}), not a profile. ${hint}`;
    case 'gzip':
      return null;
    case 'binary':
      return isProto(answer.body)
        ? null
        : `GET ${shownUrl(url)}: the answer is binary (${type}), but no profile. ${hint}`;
  }
}

function start(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, 256)).toString('latin1');
}

/** V8's sampling heap profile: an object whose first member is `head`. */
function isHeapProfileOfV8(body: Uint8Array): boolean {
  return /^\s*\{\s*"head"\s*:/.test(start(body));
}

/** The older text formats: `heap profile: 1: 2 [3: 4] @ heap/1048576`, `goroutine profile: total 5`. */
function isTextProfile(body: Uint8Array): boolean {
  return /^(heap profile:|\w+ profile: total |goroutine \d+ )/.test(start(body));
}

/** profile.proto not compressed: its first field is a length-delimited one of 1 to 15 (sample_type is 1). */
function isProto(body: Uint8Array): boolean {
  const tag = body[0] ?? 0;
  return (tag & 7) === 2 && tag >> 3 >= 1 && tag >> 3 <= 15;
}
