import { createServer, type Server, type ServerOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { failure, type Result, success } from '../model/result.ts';
import type { ClientAuth, ServerTls } from '../model/web-config.ts';

/**
 * How a server begins to speak TLS. A certificate that is taken anew later (`renewSecureServer`) is for
 * connections that come after; whether clients need one of their own stays as it was.
 */
export function secureServer(
  tls: ServerTls,
  patience: Pick<ServerOptions, 'headersTimeout' | 'requestTimeout' | 'handshakeTimeout'> = {},
): {
  readonly createServer: typeof createServer;
  readonly serverOptions: ServerOptions;
} {
  const { clientAuth } = tls;
  return {
    createServer,
    serverOptions: {
      ...patience,
      ...contextOf(tls),
      requestCert: clientAuth !== 'NoClientCert',
      rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert',
    },
  };
}

/** Ends connections whose client shows no certificate, or one that is not signed, where it must be. */
export function checkClients(server: Server, clientAuth: ClientAuth): void {
  server.on('secureConnection', (socket: TLSSocket) => {
    const has = Object.keys(socket.getPeerCertificate() ?? {}).length > 0;
    const refused =
      (clientAuth === 'RequireAnyClientCert' && !has) ||
      (clientAuth === 'VerifyClientCertIfGiven' && has && !socket.authorized);
    if (refused) socket.destroy();
  });
}

/** Connections that come after are told this certificate. Fails with a sentence where it is none. */
export function renewSecureServer(server: Server, tls: ServerTls): Result<void> {
  try {
    server.setSecureContext(contextOf(tls));
    return success(undefined);
  } catch (error) {
    return failure(`the certificate cannot be used: ${(error as Error).message}`, error);
  }
}

function contextOf({ cert, key, clientCa, minVersion, maxVersion }: ServerTls) {
  return { cert, key, minVersion, maxVersion, ...(clientCa === null ? {} : { ca: clientCa }) };
}
