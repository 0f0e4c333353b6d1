import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { HttpOptions } from '../model/http.ts';

type Agents = { readonly httpAgent: Agent; readonly httpsAgent: TlsAgent };

/** An unused connection is kept this long: over Prometheus' default scrape interval of a minute, so that each scrape finds it open. */
const idleMs = 90_000;
/** Configurations change on reload; those asked least recently give way. */
const maxKept = 64;

const kept = new Map<string, Agents>();

/** The keep-alive agents that all requests with the same TLS options share. */
export function agentsFor(tls: HttpOptions['tls']): Agents {
  const key = JSON.stringify(tls ?? {});
  const agents = kept.get(key) ?? newAgents(tls);
  kept.delete(key);
  kept.set(key, agents);
  if (kept.size > maxKept) forgetOldest();
  return agents;
}

/** Closes every kept connection, those in use too. Requests made later open new ones. */
export function closeHttpAgents(): void {
  for (const { httpAgent, httpsAgent } of kept.values()) {
    httpAgent.destroy();
    httpsAgent.destroy();
  }
  kept.clear();
}

function newAgents(tls: HttpOptions['tls']): Agents {
  const common = { keepAlive: true, timeout: idleMs, maxFreeSockets: 16 };
  const { ca, cert, key, serverName, insecureSkipVerify } = tls ?? {};
  return {
    httpAgent: new Agent(common),
    httpsAgent: new TlsAgent({
      ...common,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(serverName === undefined ? {} : { servername: serverName }),
      rejectUnauthorized: insecureSkipVerify !== true,
    }),
  };
}

function forgetOldest(): void {
  const oldest = kept.keys().next().value;
  // Requests under way keep their connections; idle ones end after `idleMs`.
  if (oldest !== undefined) kept.delete(oldest);
}
