import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import type { BucketConfig } from '../../src/model/config.ts';

/** One request as it came. */
export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

/** What is answered; `hang`: nothing, for ever. */
export type Said =
  | {
      readonly status: number;
      readonly body?: string;
      readonly raw?: Uint8Array;
      readonly headers?: Record<string, string>;
    }
  | 'hang';

/** A server on a real socket that answers as `answer` says and remembers what it was asked. */
export async function fakeServer(answer: (asked: Asked, nth: number) => Said | Promise<Said>) {
  const asked: Asked[] = [];
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    // A byte a letter: who expects UTF-8 sends ASCII alone.
    const body = Buffer.concat(chunks).toString('latin1');
    const { method = '', url: path = '', headers } = request;
    const one = { method, path, headers, body };
    asked.push(one);
    const said = await answer(one, asked.length);
    if (said === 'hang') return;
    response.writeHead(said.status, said.headers);
    response.end(said.raw ?? said.body ?? '');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url, asked };
}

/** What an object store says when it refuses. */
export function refusal(
  status: number,
  code: string,
  {
    more = '',
    headers = {},
  }: { readonly more?: string; readonly headers?: Record<string, string> } = {},
): Said {
  return {
    status,
    body: `<?xml version="1.0"?><Error><Code>${code}</Code>${more}</Error>`,
    headers,
  };
}

export function bucketConfig(over: Partial<BucketConfig> = {}): BucketConfig {
  return {
    name: 'heaps',
    endpoint: null,
    region: null,
    prefix: '',
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    retentionTimeMs: 0,
    timeoutMs: 5000,
    http: { headers: {} },
    ...over,
  };
}
