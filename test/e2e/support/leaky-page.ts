import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { heapBytes } from '../../support/profile-text.ts';

const mib = 2 ** 20;

/**
 * The metrics page of a Go program that leaks 30 MiB a second, until it is `repaired`: started anew without the leak. Its
 * heap profiles are at `/debug/pprof/heap`.
 */
export async function leakyPage() {
  let startedMs = Date.now();
  let perSecond = 30 * mib;
  const server = createServer(({ url }, response) => {
    const seconds = (Date.now() - startedMs) / 1000;
    const live = 200 * mib + seconds * perSecond + (Math.random() - 0.5) * 0.3 * mib;
    if (url?.startsWith('/debug/pprof/heap')) {
      const pages = Math.round(live / 4096);
      const row = `${pages} ${2 * pages} 4096 repo.Save repo/repo.go:11 < main.main main.go:5`;
      response.end(heapBytes(row, { atMs: Date.now() }));
      return;
    }
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(
      [
        `go_gc_heap_live_bytes ${live}`,
        `process_resident_memory_bytes ${live * 1.3}`,
        `process_start_time_seconds ${startedMs / 1000}`,
        `go_gc_gomemlimit_bytes ${2048 * mib}`,
        '',
      ].join('\n'),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    repair() {
      startedMs = Date.now();
      perSecond = 0;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
