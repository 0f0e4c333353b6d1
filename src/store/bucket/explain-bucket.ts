import type { HttpAnswer } from '../../http/request.ts';
import type { Bucket } from './bucket.ts';
import { textOfTag } from './xml-text.ts';

/** The error code that an object store gives in its answer, or an empty text. */
export function errorCode({ body }: HttpAnswer): string {
  return textOfTag(Buffer.from(body.subarray(0, 4096)).toString('utf8'), 'Code') ?? '';
}

/** The cause of a failure that is of one object, and not of its bucket: to ask again is no use. */
export const refusedForGood = 'refused for good';

/** `refusedForGood` where the answer says that this object is never taken; undefined: another time it may be. */
export function ofThisObject(answer: HttpAnswer): typeof refusedForGood | undefined {
  // 413: a proxy's own limit.
  const isTooLarge = answer.status === 413 || errorCode(answer) === 'EntityTooLarge';
  return isTooLarge ? refusedForGood : undefined;
}

/** What a refusal of an object store means and what to do; `tried` says what was asked of it. */
export function explainBucket(
  bucket: Bucket,
  answer: HttpAnswer,
  tried: string,
  nowMs: number,
): string {
  const where = `the bucket ${bucket.name} at ${bucket.endpoint}`;
  const code = errorCode(answer);
  const came = `${answer.status}${code === '' ? '' : ` ${code}`}`;
  return `could not ${tried} ${where} (${came}): ${meaning(bucket, answer, code, nowMs)}`;
}

function meaning(bucket: Bucket, answer: HttpAnswer, code: string, nowMs: number): string {
  switch (code) {
    case 'NoSuchBucket':
      return 'there is no such bucket. Create it, or correct storage.captures.s3.bucket and endpoint.';
    case 'InvalidAccessKeyId':
    case 'NoSuchAccessKey':
    case 'XAdminUserNotFound':
      return 'the server does not know this access key. Check access_key_id or AWS_ACCESS_KEY_ID.';
    case 'SignatureDoesNotMatch':
      return 'the secret key does not belong to the access key, or a proxy changes what is signed. Check secret_access_key or AWS_SECRET_ACCESS_KEY.';
    case 'ExpiredToken':
    case 'InvalidToken':
      return 'the session token has expired. Renew AWS_SESSION_TOKEN, or let the pod have a role.';
    case 'RequestTimeTooSkewed':
    case 'RequestExpired':
      return `the clocks differ by more than it allows${skewOf(answer, nowMs)}. Set the clock of this machine (NTP).`;
    case 'AuthorizationHeaderMalformed':
    case 'PermanentRedirect':
    case 'IllegalLocationConstraintException':
      return `the region is not ${bucket.region}${regionOf(answer)}. Set storage.captures.s3.region.`;
    case 'AccessDenied':
    case 'AllAccessDisabled':
    case 'MethodNotAllowed':
      return `this key may not. Grant it s3:PutObject, s3:GetObject and s3:DeleteObject on ${bucket.name}/* and s3:ListBucket on ${bucket.name}; or the bucket is read-only.`;
    case 'QuotaExceeded':
    case 'XMinioStorageFull':
      return 'its space is used up. Free some, or lower storage.captures.s3.retention_time.';
    case 'EntityTooLarge':
      return tooLarge;
    default:
      return meaningOfStatus(answer);
  }
}

const tooLarge = 'it takes no object of this size. Raise its limit.';

function meaningOfStatus(answer: HttpAnswer): string {
  const { status } = answer;
  if (status === 413) return tooLarge;
  if (status === 403)
    return 'this key may not. Check the credentials and the policy of the bucket.';
  if (status === 404) return 'there is no such thing. Check endpoint and bucket.';
  if (status === 429 || status >= 500) {
    return 'it is overloaded or not ready. It is tried again; see its log if that goes on.';
  }
  const said = textOfTag(Buffer.from(answer.body.subarray(0, 4096)).toString('utf8'), 'Message');
  const words = said === null ? 'no word of S3: check that endpoint is an S3 server' : said;
  return `it says ${JSON.stringify(words.slice(0, 200))}.`;
}

function skewOf({ headers }: HttpAnswer, nowMs: number): string {
  const theirsMs = Date.parse(headers['date'] ?? '');
  if (Number.isNaN(theirsMs)) return '';
  const minutes = Math.round((nowMs - theirsMs) / 60_000);
  if (minutes === 0) return '';
  return `: this machine's is ${Math.abs(minutes)} min ${minutes > 0 ? 'ahead' : 'behind'}`;
}

function regionOf({ headers, body }: HttpAnswer): string {
  const text = Buffer.from(body.subarray(0, 4096)).toString('utf8');
  const region = headers['x-amz-bucket-region'] ?? textOfTag(text, 'Region');
  return region === null || region === undefined ? '' : ` but ${region}`;
}
