import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeBucket } from '../../../src/store/bucket/bucket.ts';
import { findCredentials } from '../../../src/store/bucket/find-credentials.ts';
import { bucketConfig, fakeServer } from '../../support/fake-bucket.ts';

const signal = new AbortController().signal;
const bucket = placeBucket(bucketConfig({ credentials: null }), {});
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sawtooth-credentials-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function found(env: Record<string, string>, nowMs = () => 0) {
  const find = findCredentials(bucket, env, nowMs);
  if (!find.ok) return find;
  return find.value(signal);
}

test('the configuration beats the environment, and that a role', async () => {
  const keys = { AWS_ACCESS_KEY_ID: 'env', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' };
  const given = placeBucket(bucketConfig(), {});
  const own = findCredentials(given, keys, () => 0);
  expect(own.ok && (await own.value(signal))).toMatchObject({ value: { accessKeyId: 'id' } });
  const role = { AWS_ROLE_ARN: 'r', AWS_WEB_IDENTITY_TOKEN_FILE: '/nowhere' };
  expect(await found({ ...keys, ...role })).toEqual({
    ok: true,
    value: { accessKeyId: 'env', secretAccessKey: 's', sessionToken: 't' },
  });
});

test('without any it is said what to set', async () => {
  const none = await found({ AWS_ACCESS_KEY_ID: 'half' });
  expect(none.ok ? '' : none.reason).toMatch(
    /no credentials for the bucket heaps\. Set .*AWS_ROLE_ARN/,
  );
});

const lent = (id: string, until: string) =>
  `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>${id}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>a&amp;b</SessionToken><Expiration>${until}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;

test('the identity of a pod is exchanged for a role, and again before it ends', async () => {
  const { url, asked } = await fakeServer((_, nth) => ({
    status: 200,
    body: lent(`id-${nth}`, nth === 1 ? '1970-01-01T01:00:00Z' : '1970-01-01T02:00:00Z'),
  }));
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, 'jwt-1\n');
  const env = {
    AWS_ROLE_ARN: 'arn:r',
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    AWS_ENDPOINT_URL_STS: url,
  };
  let now = 0;
  const find = findCredentials(bucket, env, () => now);
  if (!find.ok) throw new Error(find.reason);
  const idAt = async (atMs: number) => {
    now = atMs;
    const credentials = await find.value(signal);
    return credentials.ok ? credentials.value : null;
  };
  expect(await idAt(0)).toEqual({ accessKeyId: 'id-1', secretAccessKey: 's', sessionToken: 'a&b' });
  expect(await idAt(50 * 60_000)).toMatchObject({ accessKeyId: 'id-1' });
  await writeFile(tokenFile, 'jwt-2\n');
  expect(await idAt(56 * 60_000)).toMatchObject({ accessKeyId: 'id-2' });
  expect(asked.map(({ body }) => new URLSearchParams(body).get('WebIdentityToken'))).toEqual([
    'jwt-1',
    'jwt-2',
  ]);
  expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toMatchObject({
    Action: 'AssumeRoleWithWebIdentity',
    RoleArn: 'arn:r',
  });
});

test('a role that is not lent, and a token that is not there, are sentences', async () => {
  const { url } = await fakeServer(() => ({
    status: 403,
    body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not authorized: the.jwt</Message></Error></ErrorResponse>',
  }));
  const tokenFile = join(folder, 'token-2');
  await writeFile(tokenFile, 'the.jwt\n');
  const env = {
    AWS_ROLE_ARN: 'arn:r',
    AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    AWS_ENDPOINT_URL_STS: url,
  };
  const refused = await found(env);
  expect(refused.ok ? '' : refused.reason).toMatch(
    /arn:r .*was not lent: Not authorized: <secret> .*trusts/,
  );
  const gone = await found({ ...env, AWS_WEB_IDENTITY_TOKEN_FILE: join(folder, 'none') });
  expect(gone.ok ? '' : gone.reason).toMatch(/cannot read .*none \(AWS_WEB_IDENTITY_TOKEN_FILE\)/);
});

test('where a bucket is, the environment says as to AWS’ own clients', () => {
  const place = (env: Record<string, string>, over = {}) => {
    const { endpoint, region } = placeBucket(bucketConfig(over), env);
    return [endpoint, region];
  };
  expect(place({})).toEqual(['https://s3.us-east-1.amazonaws.com', 'us-east-1']);
  expect(place({ AWS_REGION: 'eu-1' })).toEqual(['https://s3.eu-1.amazonaws.com', 'eu-1']);
  expect(place({ AWS_ENDPOINT_URL: 'http://m:9000/' })).toEqual(['http://m:9000', 'us-east-1']);
  expect(place({ AWS_REGION: 'eu-1' }, { region: 'x', endpoint: 'http://o' })).toEqual([
    'http://o',
    'x',
  ]);
});

test('keys that stand in files are read again when they change', async () => {
  const [id, secret] = [join(folder, 'id'), join(folder, 'secret')];
  await writeFile(id, 'first-id\n');
  await writeFile(secret, 'first-secret\n');
  const given = placeBucket(
    bucketConfig({
      credentials: { accessKeyId: 'first-id', secretAccessKey: 'first-secret' },
      credentialFiles: { accessKeyId: id, secretAccessKey: secret },
    }),
    {},
  );
  const find = findCredentials(given, {}, () => 0);
  if (!find.ok) throw new Error(find.reason);
  expect(await find.value(signal)).toMatchObject({ value: { accessKeyId: 'first-id' } });
  await writeFile(id, 'second-id\n');
  await writeFile(secret, 'second-secret\n');
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(await find.value(signal)).toEqual({
    ok: true,
    value: { accessKeyId: 'second-id', secretAccessKey: 'second-secret' },
  });
});
