import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { failure, type Result, success } from '../../model/result.ts';
import { verifySignature } from './verify-signature.ts';

/** A receiver of webhooks in this process. */
export type Receiver = {
  readonly url: string;
  /** Stops listening and drops what is still connected. */
  close(): Promise<void>;
};

/** Who is told of each request, verified or refused. */
export type ReceiverListener = (body: Result<string>) => void;

const maxBodyBytes = 1 << 20;

/**
 * Listens on a free port of 127.0.0.1 for notifications that are signed with `secret`: 204 and the
 * body as text for one that verifies, 401 (413 when it is too long) and a sentence for another.
 */
export async function startReceiver(secret: string, listener: ReceiverListener): Promise<Receiver> {
  const server = createServer((request, response) => {
    take(request, response, secret).then(listener, (error: Error) =>
      listener(failure(`a notification broke off: ${error.message}`, error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function take(
  request: IncomingMessage,
  response: ServerResponse,
  secret: string,
): Promise<Result<string>> {
  const body = await readBody(request);
  const verified =
    body === null
      ? failure(`the body is longer than ${maxBodyBytes} bytes`)
      : verifySignature(
          {
            timestamp: header(request, 'x-sawtooth-timestamp'),
            signature: header(request, 'x-sawtooth-signature'),
            body,
          },
          secret,
          Date.now(),
        );
  if (verified.ok && body !== null) {
    response.writeHead(204).end();
    return success(body.toString('utf8'));
  }
  const reason = verified.ok ? '' : verified.reason;
  response.writeHead(body === null ? 413 : 401, { connection: 'close' }).end(`${reason}\n`);
  return failure(reason);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The whole body, or null when it is longer than a notification can be. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // The socket is still needed for the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > maxBodyBytes) return null;
  }
  return Buffer.concat(chunks);
}
