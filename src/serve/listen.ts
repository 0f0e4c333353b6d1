import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import { isIPv6 } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import { limits } from '../model/limits.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { ServerTls } from '../model/web-config.ts';
import { guardConnections } from './guard-connections.ts';
import { isHostAllowed, isLoopback } from './host-check.ts';
import { checkClients, renewSecureServer, secureServer } from './secure-server.ts';

/** A server that listens: where, and how it is ended. */
export type Listening = {
  readonly url: string;
  /** Whether only this machine reaches it. */
  readonly isLocal: boolean;
  /** Takes another certificate for connections that come after; of a server that speaks TLS. */
  readonly renew: (tls: ServerTls) => Result<void>;
  /** How many connections are open. */
  readonly connections: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/**
 * A request has this long for its headers, and that long to be there as a whole, and this often it is looked: Node's own
 * minute and five let a few hundred that send a byte now and then keep everybody else from the connections there are.
 */
const patience = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
};

/**
 * Parses `host:port` (`127.0.0.1:9412`, `[::1]:0`, `:9412` for every interface), as Prometheus'
 * `--web.listen-address` has it; and `fd00::1:9412`, since that is what a manifest makes of `$(POD_IP):9412`.
 */
export function parseListenAddress(text: string): Result<{ host: string; port: number }> {
  const [, written, digits] = /^(\[[0-9a-fA-F:.]+\]|[^[\]]*):(\d{1,5})$/.exec(text) ?? [];
  const host = written?.replaceAll(/[[\]]/g, '') ?? '';
  const port = Number(digits);
  if (written === undefined || port > 65_535 || (host.includes(':') && !isIPv6(host))) {
    return failure(
      `listen address '${text}' is no host:port, as 127.0.0.1:9412, [::1]:9412 or :9412`,
    );
  }
  return success({ host, port });
}

/**
 * Serves the app at an address; port 0 takes any that is free. On loopback a request that was sent to
 * another host's name is refused: see `isHostAllowed`. `flag`: what chose the address, for sentences. `tls` null: plain HTTP.
 */
export async function listen(
  app: Pick<Hono, 'fetch'>,
  { host, port }: { readonly host: string; readonly port: number },
  flag = '--web.listen-address',
  tls: ServerTls | null = null,
): Promise<Result<Listening>> {
  const guarded: typeof app.fetch = (request, env, ...rest) => {
    if (!isHeard((env as HttpBindings).incoming)) return new Response(null, { status: 503 });
    const asked = request.headers.get('host') ?? '';
    const allowed = !isOnLoopback(server) || isHostAllowed(asked, host);
    return allowed ? app.fetch(request, env, ...rest) : strangeHost(urlOf(server), flag);
  };
  const made = makeServer(guarded, tls);
  if (!made.ok) return made;
  const server = made.value;
  server.maxConnections = limits.connections.most;
  const isHeard = guardConnections(server);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(host === '' ? { port } : { host, port }, resolve);
    });
  } catch (error) {
    return failure(
      explain(error as NodeJS.ErrnoException, `${isIPv6(host) ? `[${host}]` : host}:${port}`, flag),
      error,
    );
  }
  return success({
    url: urlOf(server),
    isLocal: isOnLoopback(server),
    renew: (next) => renewSecureServer(server as TlsServer, next),
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  });
}

function makeServer(fetch: Hono['fetch'], tls: ServerTls | null): Result<Server> {
  if (tls === null)
    return success(createAdaptorServer({ fetch, serverOptions: patience }) as Server);
  try {
    const server = createAdaptorServer({
      fetch,
      ...secureServer(tls, { ...patience, handshakeTimeout: patience.headersTimeout }),
    }) as TlsServer;
    checkClients(server, tls.clientAuth);
    return success(server);
  } catch (error) {
    return failure(
      `the certificate and key of --web.config.file cannot be used: ${(error as Error).message}`,
      error,
    );
  }
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
  return `${server instanceof TlsServer ? 'https' : 'http'}://${host}:${address.port}`;
}
