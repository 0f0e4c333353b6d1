import { createHash } from 'node:crypto';
import type { Context, Handler } from 'hono';
import { pageHeaders } from '../page-headers.ts';

/** A file that pages name, which a browser keeps and asks anew whether it is still so. */
export function assetHandler(type: string, body: string | Uint8Array<ArrayBuffer>): Handler {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  const headers = { ...pageHeaders, 'cache-control': 'no-cache', etag };
  return (c: Context) =>
    (c.req.header('if-none-match') ?? '').includes(etag)
      ? c.body(null, 304, headers)
      : c.body(body, 200, { ...headers, 'content-type': type });
}
