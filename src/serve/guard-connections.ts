import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** So long a client may take nothing of what is written to it. */
const unreadMs = 30_000;

/** Requests of one connection at once: the answer to one may have been read before we know that it was. */
const mostAtOnce = 2;

/**
 * Ends connections of clients that ask and do not listen: one that has taken no byte of its answer for half a minute,
 * and one that asks a third time before the first is answered, since each answer would be held for it. Nobody but them
 * sends requests ahead: no browser, no Prometheus, no curl. The answer tells, of a request, whether it may be heard.
 */
export function guardConnections(server: Server): (request: IncomingMessage) => boolean {
  const underWay = new WeakMap<Socket, number>();
  const add = (socket: Socket, count: number) =>
    underWay.set(socket, (underWay.get(socket) ?? 0) + count);
  server.timeout = unreadMs;
  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    add(socket, 1);
    response.once('close', () => add(socket, -1));
  });
  // With a listener Node ends none by itself, those that wait for their next request included.
  server.on('timeout', (socket: Socket) => {
    const isAtWork = (underWay.get(socket) ?? 0) > 0 && socket.writableLength === 0;
    if (!isAtWork) socket.destroy();
  });
  return ({ socket }) => {
    if ((underWay.get(socket) ?? 0) <= mostAtOnce) return true;
    socket.destroy();
    return false;
  };
}
