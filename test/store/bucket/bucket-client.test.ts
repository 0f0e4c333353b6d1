import { describe, expect, test } from 'vitest';
import { placeBucket } from '../../../src/store/bucket/bucket.ts';
import { bucketClient } from '../../../src/store/bucket/bucket-client.ts';
import { refusedForGood } from '../../../src/store/bucket/explain-bucket.ts';
import { signRequest } from '../../../src/store/bucket/sign-request.ts';
import { bucketConfig, fakeServer, refusal, type Said } from '../../support/fake-bucket.ts';

const signal = new AbortController().signal;
const bytes = Buffer.from('profile');

async function against(answer: (nth: number) => Said, timeoutMs = 5000) {
  const { url, asked } = await fakeServer((_, nth) => answer(nth));
  const bucket = placeBucket(bucketConfig({ endpoint: `${url}/`, timeoutMs, prefix: 'eu' }), {});
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  return {
    client: bucketClient(
      bucket,
      async () => ({ ok: true, value: credentials }),
      () => 0,
    ),
    asked,
  };
}

describe('signatures', () => {
  // docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, its examples.
  const credentials = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  };
  const nowMs = Date.parse('2013-05-24T00:00:00Z');
  test.each([
    ['?lifecycle', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['?max-keys=2&prefix=J', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('of GET %s are those of AWS', async (query, signature) => {
    const url = `https://examplebucket.s3.amazonaws.com/${query}`;
    const request = { method: 'GET', url, headers: {} } as const;
    const headers = await signRequest(request, credentials, 'us-east-1', nowMs);
    expect(headers['authorization']).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
    );
  });

  test('cover the body, its condition and a lent token', async () => {
    const request = {
      method: 'PUT',
      url: 'http://h/b/k',
      headers: { 'if-none-match': '*' },
      body: bytes,
    } as const;
    const lent = { ...credentials, sessionToken: 'token' };
    const headers = await signRequest(request, lent, 'us-east-1', nowMs);
    expect(headers['authorization']).toContain(
      'SignedHeaders=host;if-none-match;x-amz-content-sha256;x-amz-date;x-amz-security-token',
    );
    // sha256sum of `profile`.
    expect(headers['x-amz-content-sha256']).toBe(
      '1900eab6c028483d7126599ee6f50de0d27907b5c65fa90524580b4b0f9852b0',
    );
  });
});

describe('what a server says', () => {
  const skew = { date: 'Thu, 01 Jan 1970 00:30:00 GMT' };
  test.each<[string, Said, RegExp]>([
    [
      'no bucket',
      refusal(404, 'NoSuchBucket'),
      /NoSuchBucket\): there is no such bucket\. Create it/,
    ],
    ['read-only', refusal(403, 'AccessDenied'), /this key may not\. Grant it s3:PutObject/],
    ['a wrong key', refusal(403, 'InvalidAccessKeyId'), /does not know this access key/],
    ['a wrong secret', refusal(403, 'SignatureDoesNotMatch'), /secret key does not belong/],
    [
      'a wrong clock',
      refusal(403, 'RequestTimeTooSkewed', { headers: skew }),
      /30 min behind\. Set the clock/,
    ],
    [
      'another region',
      refusal(400, 'AuthorizationHeaderMalformed', { more: '<Region>eu-west-9</Region>' }),
      /not us-east-1 but eu-west-9/,
    ],
    [
      'a redirect',
      refusal(301, 'PermanentRedirect', { headers: { 'x-amz-bucket-region': 'eu-1' } }),
      /but eu-1/,
    ],
    ['an expired token', refusal(400, 'ExpiredToken'), /session token has expired/],
    ['no space', refusal(507, 'QuotaExceeded'), /space is used up/],
    ['too much', refusal(503, 'SlowDown'), /overloaded or not ready/],
    ['no S3 at all', { status: 400, body: '<html>nginx</html>' }, /no word of S3/],
    ['a proxy', { status: 502, body: 'Bad Gateway' }, /\(502\): it is overloaded/],
  ])('%s is a sentence', async (_, said, expected) => {
    const { client } = await against(() => said);
    const stored = await client.put('captures/x', bytes, signal);
    expect(stored.ok ? 'stored' : stored.reason).toMatch(expected);
    const read = await client.get('captures/x', signal);
    expect(read.ok ? 'read' : read.reason).toMatch(
      /could not read captures\/x from the bucket heaps/,
    );
  });

  test('a slow one is given up', async () => {
    const { client } = await against(() => 'hang', 200);
    const stored = await client.put('captures/x', bytes, signal);
    expect(stored.ok ? 'stored' : stored.reason).toMatch(/0\.2 s|200 ms/);
  });

  test('one that has the object already has it', async () => {
    const { client, asked } = await against(() => refusal(412, 'PreconditionFailed'));
    expect((await client.put('captures/x', bytes, signal)).ok).toBe(true);
    expect(asked[0]).toMatchObject({
      method: 'PUT',
      path: '/heaps/eu/captures/x',
      body: 'profile',
    });
    expect(asked[0]?.headers['if-none-match']).toBe('*');
  });

  test('one that knows no conditions is asked without', async () => {
    const { client, asked } = await against((nth) =>
      nth === 1 ? refusal(501, 'NotImplemented') : { status: 200 },
    );
    expect((await client.put('captures/x', bytes, signal)).ok).toBe(true);
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual(['*', undefined]);
  });

  test('what is no list is none', async () => {
    const { client } = await against(() => ({ status: 200, body: '<html>welcome</html>' }));
    const listed = await client.list('captures/', 'all', signal);
    expect(listed.ok ? '' : listed.reason).toMatch(/no list of a bucket/);
  });

  test('a list is read page by page, its keys without the prefix', async () => {
    const page = (key: string, rest: string) => ({
      status: 200,
      body: `<ListBucketResult>${rest}<Contents><Key>eu/captures/${key}</Key><Size>7</Size><ETag>&quot;9e&quot;</ETag><LastModified>2026-11-25T10:00:00.000Z</LastModified></Contents></ListBucketResult>`,
    });
    const { client, asked } = await against((nth) =>
      nth === 1
        ? page(
            'a&amp;b',
            '<IsTruncated>true</IsTruncated><NextContinuationToken>1/a+b=</NextContinuationToken>',
          )
        : page('c', '<IsTruncated>false</IsTruncated>'),
    );
    const listed = await client.list('captures/', 'all', signal);
    expect(listed.ok && listed.value.objects).toEqual([
      { path: 'captures/a&b', bytes: 7, etag: '9e', modifiedAtMs: Date.UTC(2026, 10, 25, 10) },
      { path: 'captures/c', bytes: 7, etag: '9e', modifiedAtMs: Date.UTC(2026, 10, 25, 10) },
    ]);
    expect(asked[1]?.path).toContain('continuation-token=1%2Fa%2Bb%3D');
  });
});

describe('a list that does not end', () => {
  const page = (token: string) =>
    `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>${token}</NextContinuationToken></ListBucketResult>`;
  test.each([
    ['of a server that heeds no token', (_nth: number) => 'again'],
    ['in a circle of three', (nth: number) => `page-${nth % 3}`],
  ])('%s is told, and soon', async (_, token) => {
    const { client, asked } = await against((nth) => ({ status: 200, body: page(token(nth)) }));
    const listed = await client.list('a/', 'all', signal);
    expect(listed).toMatchObject({ ok: false, reason: expect.stringMatching(/in circles/) });
    expect(asked.length).toBeLessThan(6);
  });
});

test('a page of tags that nothing closes is read in no time', async () => {
  const body = `<ListBucketResult>${'<Contents>'.repeat(1_600_000)}`;
  const { client } = await against(() => ({ status: 200, body }));
  const startedMs = performance.now();
  expect(await client.list('', 'one', signal)).toEqual({
    ok: true,
    value: { objects: [], folders: [] },
  });
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

test.each([
  ['S3', refusal(400, 'EntityTooLarge')],
  ['a proxy before it', { status: 413, body: '<html>' }],
])(
  'that an object is too large, as %s says it, is of the object and not of the bucket',
  async (_, said) => {
    const { client } = await against(() => said);
    const stored = await client.put('captures/a', bytes, signal);
    expect(stored).toMatchObject({
      ok: false,
      cause: refusedForGood,
      reason: expect.stringMatching(/it takes no object of this size/),
    });
  },
);
