import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import type { HttpMethod } from '../../model/http.ts';
import type { Labels } from '../../model/labels.ts';

/** What signs a request to an object store. */
export type Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of credentials that were lent for a while. */
  readonly sessionToken?: string;
};

/** A request before it is signed. */
export type Unsigned = {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: Labels;
  readonly body?: Uint8Array;
};

/**
 * The headers of a signed request (AWS Signature Version 4), those given among them. The hash of the body
 * is signed too, so that bytes which changed on their way are refused by the server.
 */
export async function signRequest(
  { method, url, headers, body }: Unsigned,
  credentials: Credentials,
  region: string,
  nowMs: number,
): Promise<Labels> {
  const contentHash = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  const signer = new AwsV4Signer({
    ...credentials,
    method,
    url,
    headers: { ...headers, 'x-amz-content-sha256': contentHash },
    service: 's3',
    region,
    datetime: new Date(nowMs).toISOString().replaceAll(/[:-]|\.\d{3}/g, ''),
  });
  const signed = await signer.sign();
  return Object.fromEntries(signed.headers);
}
