import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createTls } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcp,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { cert, key } from './certificate.ts';

/** A server of a test on a free port of the loopback interface; `close` ends it with its connections. */
export type Peer = { readonly url: string; readonly host: string; close(): Promise<void> };

/** Serves HTTP as `listener` says. */
export function httpPeer(listener: RequestListener): Promise<Peer> {
  return listening(createHttp(listener));
}

/** Serves HTTPS under the test's own certificate, or another. */
export async function tlsPeer(
  listener: RequestListener,
  identity: { readonly key: string; readonly cert: string } = { key, cert },
): Promise<Peer> {
  const peer = await listening(createTls(identity, listener));
  return { ...peer, url: peer.url.replace('http:', 'https:') };
}

/** Speaks raw bytes: for answers that node:http would refuse to send. */
export function rawPeer(speak: (socket: Socket) => void): Promise<Peer> {
  return listening(
    createTcp((socket) => {
      socket.on('error', () => {});
      speak(socket);
    }),
  );
}

/** An address at which nothing listens. */
export async function unreachable(): Promise<string> {
  const peer = await httpPeer(() => {});
  await peer.close();
  return peer.url;
}

async function listening(server: Server | TcpServer): Promise<Peer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
