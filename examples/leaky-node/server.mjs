import { createServer } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * Serves /metrics and /debug/pprof/heap on `addr` (`host:port`; port 0 takes a free one) and answers
 * with the address that it got. Rejects when the address is taken.
 */
export function serve(addr, takeHeapProfile) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const server = createServer((request, response) => {
    answer(request, response, registry, takeHeapProfile).catch((error) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`${error.stack}\n`);
    });
  });
  const [, host, port] = /^(.*):(\d+)$/.exec(addr) ?? ['', addr, '9464'];
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(Number(port), host, () => {
      resolve(`${host}:${server.address().port}`);
    });
  });
}

async function answer(request, response, registry, takeHeapProfile) {
  const url = new URL(request.url, 'http://localhost');
  switch (url.pathname) {
    case '/metrics':
      response.setHeader('content-type', registry.contentType);
      return response.end(await registry.metrics());
    case '/debug/pprof':
    case '/debug/pprof/':
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      return response.end('heap\n');
    case '/debug/pprof/heap':
      response.setHeader('content-type', 'application/octet-stream');
      return response.end(await takeHeapProfile({ gc: url.searchParams.get('gc') === '1' }));
    default:
      return response.writeHead(404).end('this program knows /metrics and /debug/pprof/heap\n');
  }
}
