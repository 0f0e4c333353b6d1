import { type HttpAnswer, httpRequest } from '../../http/request.ts';
import type { HttpMethod } from '../../model/http.ts';
import type { Labels } from '../../model/labels.ts';
import { failure, type Result, success } from '../../model/result.ts';
import type { Bucket } from './bucket.ts';
import { errorCode, explainBucket, ofThisObject } from './explain-bucket.ts';
import type { FindCredentials } from './find-credentials.ts';
import { type BucketList, type BucketObject, parseList } from './parse-list.ts';
import { signRequest } from './sign-request.ts';

/** What is asked of a bucket; none throws for an expected failure. */
export type BucketClient = {
  /** Stores an object; one that is there already under this name stays as it is. */
  put(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<Result<void>>;
  /** Stores an object in place of what is there. */
  replace(path: string, bytes: Uint8Array, signal: AbortSignal): Promise<Result<void>>;
  /** The bytes of an object, of a larger one than `cutAt` the first; null: there is none. */
  get(path: string, signal: AbortSignal, cutAt?: number): Promise<Result<Uint8Array | null>>;
  /** All that begins with `path`; `depth: 'one'` stops at the next slash. */
  list(path: string, depth: 'one' | 'all', signal: AbortSignal): Promise<Result<BucketList>>;
  /** Removes an object; that there is none is as good. */
  remove(path: string, signal: AbortSignal): Promise<Result<void>>;
};

/** The largest profile that is captured is 64 MiB; one that was put there by hand may be larger. */
const maxObjectBytes = 256 * 1024 ** 2;
const maxListBytes = 16 * 1024 ** 2;
/** Pages of 1,000: what goes on after so many has no end. */
const maxPages = 10_000;

type Query = Readonly<Record<string, string>>;

type Ask = {
  readonly method: HttpMethod;
  readonly path: string;
  readonly query?: Query;
  readonly headers?: Labels;
  readonly body?: Uint8Array;
  readonly maxBytes: number;
  readonly whenLarger?: 'fail' | 'cut';
};

/** A client of one S3 bucket, by path (`endpoint/bucket/key`), which every server understands. */
export function bucketClient(
  bucket: Bucket,
  findCredentials: FindCredentials,
  nowMs: () => number,
): BucketClient {
  const ask = async (asked: Ask, signal: AbortSignal): Promise<Result<HttpAnswer>> => {
    const credentials = await findCredentials(signal);
    if (!credentials.ok) return credentials;
    const { method, query = {}, headers = {}, body, maxBytes, whenLarger = 'fail' } = asked;
    const url = urlOf(bucket, asked.path, query);
    const unsigned = { method, url, headers, ...(body === undefined ? {} : { body }) };
    const signed = await signRequest(unsigned, credentials.value, bucket.region, nowMs());
    return httpRequest({
      ...unsigned,
      // A profile is compressed already, and as it was stored means without a proxy's own layer.
      headers: { ...signed, 'accept-encoding': 'identity' },
      http: bucket.http,
      deadlineMs: bucket.timeoutMs,
      maxBytes,
      whenLarger,
      signal,
    });
  };
  const refused = (answer: HttpAnswer, tried: string) =>
    failure(explainBucket(bucket, answer, tried, nowMs()), ofThisObject(answer));

  const put: BucketClient['put'] = async (path, body, signal) => {
    const type = { 'content-type': 'application/octet-stream' };
    const request = { method: 'PUT', path, body, maxBytes: 65_536 } as const;
    const once = { ...type, 'if-none-match': '*' };
    const first = await ask({ ...request, headers: once }, signal);
    // Older servers know no conditions; the names carry milliseconds, so nothing is lost without one.
    const answer =
      first.ok && isUnknownCondition(first.value)
        ? await ask({ ...request, headers: type }, signal)
        : first;
    if (!answer.ok) return answer;
    const { status } = answer.value;
    if (status === 200 || status === 412) return success(undefined);
    return refused(answer.value, `store ${path} in`);
  };

  const replace: BucketClient['replace'] = async (path, body, signal) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await ask({ method: 'PUT', path, body, headers, maxBytes: 65_536 }, signal);
    if (!answer.ok) return answer;
    return answer.value.status === 200
      ? success(undefined)
      : refused(answer.value, `store ${path} in`);
  };

  const get: BucketClient['get'] = async (path, signal, cutAt) => {
    const most =
      cutAt === undefined
        ? { maxBytes: maxObjectBytes }
        : ({ maxBytes: cutAt, whenLarger: 'cut' } as const);
    const answer = await ask({ method: 'GET', path, ...most }, signal);
    if (!answer.ok) return answer;
    if (answer.value.status === 200) return success(answer.value.body);
    if (isMissing(answer.value)) return success(null);
    return refused(answer.value, `read ${path} from`);
  };

  const root = bucket.prefix === '' ? '' : `${bucket.prefix}/`;
  const page = async (query: Query, signal: AbortSignal) => {
    const answer = await ask({ method: 'GET', path: '', query, maxBytes: maxListBytes }, signal);
    if (!answer.ok) return answer;
    if (answer.value.status !== 200) return refused(answer.value, 'list');
    const read = parseList(answer.value.body, root);
    if (read !== null) return success(read);
    return failure(
      `the answer of ${bucket.endpoint} is no list of a bucket. Check that storage.captures.s3.endpoint is an S3 server.`,
    );
  };

  const list: BucketClient['list'] = async (path, depth, signal) => {
    const delimiter = depth === 'one' ? { delimiter: '/' } : {};
    const query = { 'list-type': '2', prefix: `${root}${path}`, ...delimiter };
    const listed = await everyPage((after) => page({ ...query, ...after }, signal));
    if (listed !== 'in-circles') return listed;
    return failure(
      `${bucket.endpoint} lists ${path || 'the bucket'} in circles: after its last page it goes on from where it was. Check that it heeds continuation-token (ListObjectsV2).`,
    );
  };

  const remove: BucketClient['remove'] = async (path, signal) => {
    const answer = await ask({ method: 'DELETE', path, maxBytes: 65_536 }, signal);
    if (!answer.ok) return answer;
    const { status } = answer.value;
    if (status === 204 || status === 200) return success(undefined);
    if (isMissing(answer.value)) return success(undefined);
    return refused(answer.value, `remove ${path} from`);
  };

  return { put, replace, get, list, remove };
}

async function everyPage(
  page: (after: Query) => Promise<Result<BucketList & { readonly next: string | null }>>,
): Promise<Result<BucketList> | 'in-circles'> {
  const objects: BucketObject[] = [];
  const folders: string[] = [];
  const tokens = new Set<string>();
  let after: Query = {};
  while (tokens.size < maxPages) {
    const read = await page(after);
    if (!read.ok) return read;
    for (const one of read.value.objects) objects.push(one);
    for (const one of read.value.folders) folders.push(one);
    const { next } = read.value;
    if (next === null) return success({ objects, folders });
    if (tokens.has(next)) break;
    tokens.add(next);
    after = { 'continuation-token': next };
  }
  return 'in-circles';
}

/** The object, and not the bucket or the key: those are 404 too, and say nothing of what is stored. */
function isMissing(answer: HttpAnswer): boolean {
  return answer.status === 404 && errorCode(answer) === 'NoSuchKey';
}

function isUnknownCondition(answer: HttpAnswer): boolean {
  return answer.status === 501 || errorCode(answer) === 'NotImplemented';
}

function urlOf({ endpoint, name, prefix }: Bucket, path: string, query: Query): string {
  const parts = path === '' ? [name] : [name, ...prefix.split('/'), ...path.split('/')];
  const key = parts.filter((part) => part !== '').map(encoded);
  const search = Object.entries(query).map(([field, value]) => `${field}=${encoded(value)}`);
  return `${endpoint}/${key.join('/')}${search.length === 0 ? '' : `?${search.join('&')}`}`;
}

/** RFC 3986, as the signature wants it. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
