import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import { failure, type Result, success } from '../model/result.ts';
import { isHostAllowed, isLoopback } from './host-check.ts';

/** A server that listens: where, and how it is ended. */
export type Listening = { readonly url: string; readonly close: () => Promise<void> };

/**
 * Parses `host:port` (`127.0.0.1:9412`, `[::1]:0`, `:9412` for every interface), as Prometheus'
 * `--web.listen-address` has it.
 */
export function parseListenAddress(text: string): Result<{ host: string; port: number }> {
  const parts = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]*):(\d{1,5})$/.exec(text);
  const port = Number(parts?.[2]);
  if (parts === null || port > 65_535) {
    return failure(`listen address '${text}' is no host:port, as 127.0.0.1:9412`);
  }
  return success({ host: (parts[1] ?? '').replaceAll(/[[\]]/g, ''), port });
}

/**
 * Serves the app at an address; port 0 takes any that is free. On loopback a request that was sent to
 * another host's name is refused: see `isHostAllowed`. `flag`: what chose the address, for sentences.
 */
export async function listen(
  app: Hono,
  { host, port }: { readonly host: string; readonly port: number },
  flag = '--web.listen-address',
): Promise<Result<Listening>> {
  const guarded: typeof app.fetch = (request, ...rest) => {
    const asked = request.headers.get('host') ?? '';
    const allowed = !isOnLoopback(server) || isHostAllowed(asked, host);
    return allowed ? app.fetch(request, ...rest) : strangeHost(urlOf(server), flag);
  };
  const server = createAdaptorServer({ fetch: guarded }) as Server;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(host === '' ? { port } : { host, port }, resolve);
    });
  } catch (error) {
    return failure(explain(error as NodeJS.ErrnoException, `${host}:${port}`, flag), error);
  }
  return success({
    url: urlOf(server),
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  });
}

function explain({ code, message }: NodeJS.ErrnoException, where: string, flag: string): string {
  if (code === 'EADDRINUSE') {
    return `cannot listen on ${where}: something else does. Stop it, or name another ${flag}`;
  }
  if (code === 'EACCES') {
    return `cannot listen on ${where}: this user may not. Name a port above 1023`;
  }
  return `cannot listen on ${where}: ${message}. Is it an address of this machine?`;
}

function isOnLoopback(server: Server): boolean {
  const address = server.address();
  return address !== null && typeof address === 'object' && isLoopback(address.address);
}

function strangeHost(url: string, flag: string): Response {
  return new Response(
    `The Host header names another host than this one, as a page would that had its name resolve to here. Ask ${url}, or set ${flag}.\n`,
    { status: 403, headers: { 'content-type': 'text/plain; charset=utf-8' } },
  );
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}
