// node page-server.ts: a metrics page as a Go program has it, at every address of 127.0.0.0/8. Prints its port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const startSeconds = Date.now() / 1000;
const mib = 2 ** 20;

function page(seed: number): string {
  const age = Date.now() / 1000 - startSeconds;
  const live = 60 * mib + 4 * mib * Math.sin(age / 40 + seed);
  const values: Record<string, number> = {
    process_resident_memory_bytes: 1.5 * live,
    process_start_time_seconds: startSeconds,
    process_cpu_seconds_total: age / 10,
    process_open_fds: 40,
    go_goroutines: 120,
    go_threads: 12,
    go_memstats_heap_alloc_bytes: live,
    go_memstats_heap_inuse_bytes: 1.1 * live,
    go_memstats_heap_idle_bytes: 0.4 * live,
    go_memstats_heap_released_bytes: 0.2 * live,
    go_memstats_heap_sys_bytes: 1.5 * live,
    go_memstats_stack_inuse_bytes: 2 * mib,
    go_memstats_sys_bytes: 1.7 * live,
    go_memstats_next_gc_bytes: 1.9 * live,
    go_memstats_alloc_bytes_total: mib * age,
    go_gc_duration_seconds_count: age,
    go_gc_gomemlimit_bytes: 512 * mib,
  };
  const own = Object.entries(values).map(
    ([name, value]) => `# TYPE ${name} gauge\n${name} ${value}\n`,
  );
  return own.join('') + others;
}

/** What a page has besides: histograms that nobody needs here. */
const others = Array.from(
  { length: 100 },
  (_, i) => `http_request_duration_seconds_bucket{handler="/api/v1/things",le="${i}"} ${i * 17}\n`,
).join('');

const server = createServer((request, response) => {
  const address = request.socket.localAddress ?? '';
  response.setHeader('content-type', 'text/plain; version=0.0.4');
  response.end(page(Number(address.split('.').at(-1))));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '0.0.0.0', () => console.log((server.address() as AddressInfo).port));
