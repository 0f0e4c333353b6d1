import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { HttpOptions } from '../model/http.ts';
import { guardedLookup } from './link-local.ts';

type Agents = { readonly httpAgent: Agent; readonly httpsAgent: TlsAgent };

/** An unused connection is kept this long: over Prometheus' default scrape interval of a minute, so that each scrape finds it open. */
const idleMs = 90_000;
/** Configurations change on reload; those asked least recently give way. */
const maxKept = 64;

/**
 * Connections that stay open while nobody uses them: with its buffers and its parser one takes 50 KB, and of thousands
 * of targets that would be more than all that is known of them.
 */
const maxIdle = 500;

const kept = new Map<string, Agents>();

/**
 * The keep-alive agents that all requests with the same TLS options share, and the same leave to connect
 * to link-local addresses. A proxy looks names up itself, and it is the configuration that names it.
 */
export function agentsFor({ tls, allowLinkLocal, proxyUrl }: HttpOptions): Agents {
  const guarded = allowLinkLocal !== true && proxyUrl === undefined;
  const key = JSON.stringify({ tls, guarded });
  const agents = kept.get(key) ?? newAgents(tls, guarded);
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

function newAgents(tls: HttpOptions['tls'], guarded: boolean): Agents {
  const common = {
    keepAlive: true,
    timeout: idleMs,
    maxFreeSockets: 16,
    ...(guarded ? { lookup: guardedLookup } : {}),
  };
  const { ca, cert, key, serverName, insecureSkipVerify } = tls ?? {};
  return {
    httpAgent: keepingFew(new Agent(common)),
    httpsAgent: keepingFew(
      new TlsAgent({
        ...common,
        ...(ca === undefined ? {} : { ca }),
        ...(cert === undefined ? {} : { cert }),
        ...(key === undefined ? {} : { key }),
        ...(serverName === undefined ? {} : { servername: serverName }),
        rejectUnauthorized: insecureSkipVerify !== true,
      }),
    ),
  };
}

/** An agent that closes a connection after its use while enough others wait for theirs. */
function keepingFew<A extends Agent>(agent: A): A {
  const keep: (socket: Duplex) => unknown = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  // Counted here: a list of the free ones for each request is a fiftieth of the time of a busy server.
  const idle = new Set<Duplex>();
  const heard = new WeakSet<Duplex>();
  agent.keepSocketAlive = (socket) => {
    if (idle.size >= maxIdle || keep(socket) !== true) return false;
    idle.add(socket);
    if (!heard.has(socket)) socket.once('close', () => idle.delete(socket));
    heard.add(socket);
    return true;
  };
  agent.reuseSocket = (socket, request) => {
    idle.delete(socket);
    reuse(socket, request);
  };
  return agent;
}

function forgetOldest(): void {
  const oldest = kept.keys().next().value;
  // Requests under way keep their connections; idle ones end after `idleMs`.
  if (oldest !== undefined) kept.delete(oldest);
}
