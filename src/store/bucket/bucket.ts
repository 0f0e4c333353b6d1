import type { BucketConfig } from '../../model/config.ts';

/** A bucket whose place is known. */
export type Bucket = BucketConfig & { readonly endpoint: string; readonly region: string };

/**
 * Where a bucket is: what the configuration says, else the variables that AWS' own clients read
 * (`AWS_ENDPOINT_URL_S3 AWS_ENDPOINT_URL AWS_REGION AWS_DEFAULT_REGION`), else AWS.
 */
export function placeBucket(
  config: BucketConfig,
  env: Readonly<Record<string, string | undefined>>,
): Bucket {
  const region = config.region ?? (env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || 'us-east-1');
  const endpoint =
    config.endpoint ??
    (env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL'] || `https://s3.${region}.amazonaws.com`);
  return { ...config, region, endpoint: endpoint.replace(/\/+$/, '') };
}
