import type { Hono } from 'hono';
import { asksForLogin, type WebConfig } from '../model/web-config.ts';
import { certificateFault } from '../serve/certificate-fault.ts';
import { listen } from '../serve/listen.ts';
import { UsageError } from './command.ts';
import type { ServeLog } from './serve-log.ts';
import type { WatchedWebConfig } from './watch-web-config.ts';

/** How often the files of a web configuration are looked at. */
const lookMs = 2_000;

type Serving = {
  readonly address: { readonly host: string; readonly port: number };
  /** null: plain HTTP, and nobody is asked who they are. */
  readonly web: WatchedWebConfig | null;
  readonly log: ServeLog;
  readonly signal: AbortSignal;
  /** Handed how many connections are open, once it listens. */
  readonly counts?: (connections: () => Promise<number>) => void;
};

/**
 * Listens, and serves the app until `signal` is aborted; its certificate and its users are read anew when they change.
 * `ended` once nobody is served any more.
 */
export async function serveHttp(
  app: Pick<Hono, 'fetch'>,
  serving: Serving,
): Promise<{ readonly ended: Promise<void> }> {
  const { address, web, log, signal, counts } = serving;
  const tls = web?.now().tls ?? null;
  const listening = await listen(app, address, '--web.listen-address', tls);
  if (!listening.ok) throw new UsageError(listening.reason);
  const { url, isLocal, renew, close, connections } = listening.value;
  counts?.(connections);
  const scheme = tls === null ? 'HTTP' : 'HTTPS';
  // The address stands in the message, whole: scripts wait for it.
  log.write({ level: 'info', message: `listening on ${url} for ${scheme}`, fields: {} });
  if (!isLocal && !isGuarded(web?.now() ?? null)) {
    const advice = 'give --web.config.file with basic_auth_users or a bearer_token_file';
    log.write({
      level: 'warn',
      message: 'whoever reaches this address may use it',
      fields: { advice },
    });
  }
  let fault: string | null = null;
  /** Also one that grows old while it is served: said when that changes, so once a day at the most. */
  const lookAtCertificate = () => {
    const before = fault;
    fault = certificateFault(web?.now().tls?.cert ?? '', Date.now());
    if (fault === null || fault === before) return;
    log.write({ level: 'warn', message: 'certificate', fields: { reason: fault } });
  };
  lookAtCertificate();
  const rejected = (reason: string) =>
    log.write({
      level: 'error',
      message: 'web configuration rejected, the old one stays',
      fields: { reason },
    });
  const look = (web: WatchedWebConfig) => {
    lookAtCertificate();
    web.look({
      changed(config) {
        const renewed = config.tls === null || tls === null ? null : renew(config.tls);
        if (renewed?.ok === false) return rejected(renewed.reason);
        const more = whatStays(tls, config);
        log.write({ level: 'info', message: 'web configuration read anew', fields: more });
      },
      problem: rejected,
    });
  };
  const looking = web === null ? undefined : setInterval(() => look(web), lookMs);
  const ended = aborted(signal).then(() => {
    clearInterval(looking);
    return close();
  });
  return { ended };
}

/** Whether a stranger is kept out. */
function isGuarded(web: WebConfig | null): boolean {
  return (
    web !== null && (asksForLogin(web) || web.tls?.clientAuth === 'RequireAndVerifyClientCert')
  );
}

/** What a change cannot reach while the server runs. */
function whatStays(tls: WebConfig['tls'], config: WebConfig): Readonly<Record<string, string>> {
  const same =
    (tls === null) === (config.tls === null) && tls?.clientAuth === config.tls?.clientAuth;
  return same ? {} : { restart: 'TLS on or off, and client_auth_type, change with a restart' };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}
