import { createHmac, timingSafeEqual } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver got in one request. */
export type Received = {
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
  readonly atMs: number;
};

/** How a receiver answers one request; `reset` cuts the connection, `hang` never answers. */
export type Answer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  | 'reset'
  | 'hang';

/** A real receiver that answers as told, its last answer again and again. */
export async function receiver(answers: readonly Answer[]) {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const answer = answers[Math.min(received.length, answers.length - 1)] ?? { status: 200 };
    received.push({ body, headers: request.headers, atMs: Date.now() });
    reply(response, answer);
  });
  await listening(server);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook/s3cret-path`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What a careful receiver does with a signed body. */
export function isGenuine({ body, headers }: Received, secret: string): boolean {
  const timestamp = headers['x-sawtooth-timestamp'];
  const signature = headers['x-sawtooth-signature'];
  const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const wanted = Buffer.from(`sha256=${digest}`);
  const got = Buffer.from(String(signature));
  return got.length === wanted.length && timingSafeEqual(got, wanted);
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') response.destroy();
  else response.writeHead(answer.status, { ...answer.headers }).end(answer.body);
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
