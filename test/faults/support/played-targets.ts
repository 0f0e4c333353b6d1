import type { IncomingMessage, ServerResponse } from 'node:http';
import { httpPeer, type Peer } from '../../http/hostile-server.ts';

/** How a target behaves; its path says it: `/calm/7`. */
export const roles = ['calm', 'leak', 'garbage', 'hang', 'lie', 'flap'] as const;
export type Role = (typeof roles)[number];

const mib = 2 ** 20;
/** At a time scale of 600 a leak of so much a second fills two gigabytes within a minute. */
const leakPerSecond = (30 * mib) / 600;

/** Targets of every role on one port of loopback, whose memory moves `timeScale` times as fast as it would. */
export function playedTargets(timeScale: number): Promise<Peer> {
  const startedMs = Date.now();
  return httpPeer((request, response) => {
    const [, role = '', name = ''] = (request.url ?? '').split('/');
    const seconds = (Date.now() - startedMs) / 1000;
    const number = Number(name.replace(/\D/g, ''));
    const noise = (Math.random() - 0.5) * 0.3 * mib;
    answer(role as Role, { request, response, seconds, number, noise, timeScale, startedMs });
  });
}

type Asked = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly seconds: number;
  readonly number: number;
  readonly noise: number;
  readonly timeScale: number;
  readonly startedMs: number;
};

function answer(role: Role, asked: Asked): void {
  const { response, seconds, number, noise, timeScale } = asked;
  switch (role) {
    case 'calm': {
      const wave = 4 * mib * Math.sin(seconds / (3 + (number % 5)) + number);
      go(asked, 200 * mib + wave + noise, 200 * mib);
      return;
    }
    case 'leak':
      go(asked, 200 * mib + seconds * leakPerSecond * timeScale + noise);
      return;
    case 'garbage': {
      // What is alive stays; garbage is collected every few seconds.
      const garbage = ((seconds / (2 + number / 5)) % 1) * 150 * mib;
      go(asked, 200 * mib + noise, 200 * mib + garbage);
      return;
    }
    case 'hang':
      return;
    case 'flap':
      if (Math.random() < 0.5) response.writeHead(503).end();
      else go(asked, 150 * mib + noise);
      return;
    case 'lie':
      response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
      response.end(lies[number % lies.length]?.() ?? '');
  }
}

const lies: readonly (() => string)[] = [
  () => '<html>all is well</html>',
  () => 'process_resident_memory_bytes NaN\n',
  () => 'process_resident_memory_bytes -1e9\n',
  () => '\u001b[2J\0\0garbage',
  () => '',
  // Another process at each look, of any size.
  () =>
    `process_resident_memory_bytes ${Math.random() * 1e9}\nprocess_start_time_seconds ${Math.random() * 1e9}\n`,
];

/** The page of a Go program with this much alive, and this much in use. */
function go({ response, startedMs }: Asked, live: number, inUse = live): void {
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(
    [
      `go_gc_heap_live_bytes ${live}`,
      `go_memstats_heap_inuse_bytes ${inUse * 1.1}`,
      `process_resident_memory_bytes ${inUse * 1.3}`,
      `process_start_time_seconds ${startedMs / 1000}`,
      `go_gc_gomemlimit_bytes ${2048 * mib}`,
      '',
    ].join('\n'),
  );
}
