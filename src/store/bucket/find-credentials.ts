import { readFile } from 'node:fs/promises';
import { hideSecrets } from '../../http/hide-secrets.ts';
import { httpRequest } from '../../http/request.ts';
import { textOfSecret } from '../../http/text-of-secret.ts';
import { failure, type Result, success } from '../../model/result.ts';
import type { Bucket } from './bucket.ts';
import type { Credentials } from './sign-request.ts';
import { textOfTag } from './xml-text.ts';

/** Gives the credentials of the moment; those that were lent are renewed before they end. */
export type FindCredentials = (signal: AbortSignal) => Promise<Result<Credentials>>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Lent credentials are renewed this long before they end, as AWS' own clients do. */
const renewBeforeMs = 5 * 60_000;

/**
 * Where a bucket's credentials come from: the configuration, else `AWS_ACCESS_KEY_ID` and
 * `AWS_SECRET_ACCESS_KEY` (and `AWS_SESSION_TOKEN`), else the web identity of a pod's service account
 * (`AWS_WEB_IDENTITY_TOKEN_FILE` and `AWS_ROLE_ARN`), which is exchanged for a role's. Fails at once, with
 * what to set, where there are none.
 */
export function findCredentials(
  bucket: Bucket,
  env: Environment,
  nowMs: () => number,
): Result<FindCredentials> {
  const fixed = bucket.credentials ?? fromEnvironment(env);
  if (fixed !== null) return success(async () => success(await fresh(fixed, bucket)));
  const { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: roleArn } = env;
  if (tokenFile && roleArn) {
    return success(renewed(() => ({ bucket, env, tokenFile, roleArn }), nowMs));
  }
  return failure(
    `no credentials for the bucket ${bucket.name}. Set access_key_id and secret_access_key_file of storage.captures.s3, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the pod a role (AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE).`,
  );
}

/** With what the configuration's files hold now. */
async function fresh(fixed: Credentials, { credentialFiles = {} }: Bucket): Promise<Credentials> {
  const { accessKeyId: id, secretAccessKey: secret } = credentialFiles;
  const accessKeyId = id === undefined ? null : await textOfSecret(id);
  const secretAccessKey = secret === undefined ? null : await textOfSecret(secret);
  return {
    ...fixed,
    ...(accessKeyId === null ? {} : { accessKeyId }),
    ...(secretAccessKey === null ? {} : { secretAccessKey }),
  };
}

function fromEnvironment(env: Environment): Credentials | null {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = env['AWS_SESSION_TOKEN'];
  if (!accessKeyId || !secretAccessKey) return null;
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

type Identity = {
  readonly bucket: Bucket;
  readonly env: Environment;
  readonly tokenFile: string;
  readonly roleArn: string;
};

function renewed(identity: () => Identity, nowMs: () => number): FindCredentials {
  let lent: { readonly credentials: Credentials; readonly untilMs: number } | null = null;
  return async (signal) => {
    if (lent !== null && nowMs() < lent.untilMs - renewBeforeMs) return success(lent.credentials);
    const asked = await assumeRole(identity(), signal);
    if (!asked.ok) return asked;
    lent = asked.value;
    return success(lent.credentials);
  };
}

/** AWS' `AssumeRoleWithWebIdentity`, a request that the token alone signs. */
async function assumeRole(
  { bucket, env, tokenFile, roleArn }: Identity,
  signal: AbortSignal,
): Promise<Result<{ credentials: Credentials; untilMs: number }>> {
  const region = env['AWS_REGION'] || bucket.region;
  const endpoint = env['AWS_ENDPOINT_URL_STS'] || `https://sts.${region}.amazonaws.com`;
  // The kubelet writes a new token into the same file now and then.
  const token = await readFile(tokenFile, 'utf8').catch((error: Error) => error);
  if (typeof token !== 'string') {
    return failure(
      `the web identity for the bucket ${bucket.name}: cannot read ${tokenFile} (AWS_WEB_IDENTITY_TOKEN_FILE): ${token.message}`,
    );
  }
  const answer = await httpRequest({
    method: 'POST',
    url: endpoint,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: roleArn,
      RoleSessionName: env['AWS_ROLE_SESSION_NAME'] || 'sawtooth',
      WebIdentityToken: token.trim(),
    }).toString(),
    http: bucket.http,
    deadlineMs: bucket.timeoutMs,
    maxBytes: 1024 ** 2,
    signal,
  });
  if (!answer.ok) return answer;
  const text = Buffer.from(answer.value.body).toString('utf8');
  const [accessKeyId, secretAccessKey, sessionToken, expiration] = [
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
    'Expiration',
  ].map((tag) => textOfTag(text, tag) ?? '');
  if (answer.value.status !== 200 || !accessKeyId || !secretAccessKey || !sessionToken) {
    const quoted = textOfTag(text, 'Message') ?? `status ${answer.value.status}`;
    const sent = { url: endpoint, http: bucket.http, secrets: [token.trim()] };
    const said = hideSecrets(quoted, sent);
    return failure(
      `the role ${roleArn} for the bucket ${bucket.name} was not lent: ${said} (${endpoint}). Check AWS_ROLE_ARN and that the role trusts this service account.`,
    );
  }
  const untilMs = Date.parse(expiration ?? '') || 0;
  return success({ credentials: { accessKeyId, secretAccessKey, sessionToken }, untilMs });
}
