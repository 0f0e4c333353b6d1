import type { z } from 'zod';
import type { BucketConfig } from '../model/config.ts';
import { duration, fields, name, span, text, url } from './fields.ts';
import { httpFields, httpOptionsOf } from './http-schema.ts';
import type { Secrets } from './secrets.ts';

/** `storage.captures.s3`: a bucket of S3 or of any server that speaks its protocol. */
export const bucketFields = fields({
  bucket: name('the name of the bucket').regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/, {
    error: 'a bucket is named with letters, digits, dots and dashes',
  }),
  endpoint: url().optional(),
  region: name('a region such as eu-central-1').optional(),
  prefix: text('what stands before every key')
    .regex(/^[\w./-]*$/, { error: 'a prefix is made of letters, digits, . _ - and /' })
    .optional(),
  access_key_id: name('the id of the access key').optional(),
  access_key_id_file: name('the path of a file').optional(),
  secret_access_key: name('the secret of the access key').optional(),
  secret_access_key_file: name('the path of a file').optional(),
  retention_time: duration().optional(),
  timeout: span().optional(),
  // The signature is the authorization: of an HTTP client only the way there is left to say.
  tls_config: httpFields.tls_config,
  proxy_url: httpFields.proxy_url,
}).superRefine((given, context) => {
  const hasId = given.access_key_id !== undefined || given.access_key_id_file !== undefined;
  const hasSecret =
    given.secret_access_key !== undefined || given.secret_access_key_file !== undefined;
  if (hasId === hasSecret) return;
  const [one, other] = hasId
    ? ['access_key_id', 'secret_access_key_file']
    : ['secret_access_key', 'access_key_id'];
  context.addIssue({ code: 'custom', message: `${one} is given without ${other}; set both` });
});

/** Two retries of a large profile over a slow line are still within it. */
const defaultTimeoutMs = 60_000;

/** The bucket as a part of `StorageConfig`; nothing where none is configured. */
export function bucketOf(
  given: z.output<typeof bucketFields> | undefined,
  retentionTimeMs: number,
  secrets: Secrets,
): { readonly bucket?: BucketConfig } {
  if (given === undefined) return {};
  const accessKeyId = secrets.either(given.access_key_id, given.access_key_id_file);
  const secretAccessKey = secrets.either(given.secret_access_key, given.secret_access_key_file);
  const bucket: BucketConfig = {
    name: given.bucket,
    endpoint: given.endpoint ?? null,
    region: given.region ?? null,
    prefix: (given.prefix ?? '').split('/').filter(Boolean).join('/'),
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined
        ? null
        : { accessKeyId, secretAccessKey },
    ...filesOf(given.access_key_id_file, given.secret_access_key_file, secrets),
    retentionTimeMs: given.retention_time ?? retentionTimeMs,
    timeoutMs: given.timeout ?? defaultTimeoutMs,
    // Who writes an address into the configuration means it.
    http: {
      ...httpOptionsOf({ tls_config: given.tls_config, proxy_url: given.proxy_url }, secrets),
      allowLinkLocal: true,
    },
  };
  return { bucket };
}

function filesOf(
  id: string | undefined,
  secret: string | undefined,
  { pathOf }: Secrets,
): Pick<BucketConfig, 'credentialFiles'> {
  if (id === undefined && secret === undefined) return {};
  return {
    credentialFiles: {
      ...(id === undefined ? {} : { accessKeyId: pathOf(id) }),
      ...(secret === undefined ? {} : { secretAccessKey: pathOf(secret) }),
    },
  };
}
