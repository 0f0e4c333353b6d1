import type { FigureName } from './reading.ts';

/** What a figure or a coordinate is counted in; values are kept in base units. */
export type FigureUnit = 'bytes' | 'count' | 'seconds' | 'ratio';

/**
 * Where one figure comes from: its column for `analyze`, and the metrics that carry it.
 * `prometheus` is in order of preference: the first name that a page has wins.
 */
export type FigureSource = {
  readonly column: string;
  readonly unit: FigureUnit;
  readonly prometheus: readonly PrometheusName[];
  /**
   * `sum`: the samples of one name are parts of one process (heap areas, requests by handler). Default
   * `one`: several samples are several processes, and whose the figure is cannot be told.
   */
  readonly many?: 'one' | 'sum';
};

/** A metric name, and the labels that a sample must have to count. */
export type PrometheusName = {
  readonly name: string;
  readonly where?: Readonly<Record<string, string>>;
};

const heapArea = { area: 'heap' };
const named = (...names: readonly string[]): readonly PrometheusName[] =>
  names.map((name) => ({ name }));

/**
 * Every figure. Names as they are exposed by client_golang's collectors
 * (prometheus/go_collector_latest.go and process_collector.go), prom-client 15, client_java's JVM and
 * Micrometer's meters, and cAdvisor (metrics/prometheus.go).
 */
export const figureSources: Readonly<Record<FigureName, FigureSource>> = {
  value: { column: 'value', unit: 'bytes', prometheus: [] },
  rss: {
    column: 'rss',
    unit: 'bytes',
    prometheus: named('process_resident_memory_bytes', 'process_memory_usage_bytes'),
  },
  peakRss: { column: 'peak_rss', unit: 'bytes', prometheus: [] },
  workingSet: {
    column: 'working_set',
    unit: 'bytes',
    prometheus: named('container_memory_working_set_bytes'),
  },
  // cAdvisor's `rss` is the cgroup's anonymous memory, not a process's resident set.
  anon: { column: 'anon', unit: 'bytes', prometheus: named('container_memory_rss') },
  pageCache: { column: 'page_cache', unit: 'bytes', prometheus: named('container_memory_cache') },
  lazyFree: { column: 'lazy_free', unit: 'bytes', prometheus: [] },
  heapLive: {
    column: 'heap_live',
    unit: 'bytes',
    prometheus: named('go_gc_heap_live_bytes'),
  },
  heapAlloc: {
    column: 'heap_alloc',
    unit: 'bytes',
    // The last one is what client_golang ≥ 1.13 exposes for runtime/metrics' objects class.
    prometheus: named('go_memstats_heap_alloc_bytes', 'go_memory_classes_heap_objects_bytes'),
  },
  heapInuse: {
    column: 'heap_inuse',
    unit: 'bytes',
    prometheus: named('go_memstats_heap_inuse_bytes'),
  },
  heapIdle: {
    column: 'heap_idle',
    unit: 'bytes',
    prometheus: named('go_memstats_heap_idle_bytes'),
  },
  heapReleased: {
    column: 'heap_released',
    unit: 'bytes',
    prometheus: named('go_memstats_heap_released_bytes', 'go_memory_classes_heap_released_bytes'),
  },
  heapSys: { column: 'heap_sys', unit: 'bytes', prometheus: named('go_memstats_heap_sys_bytes') },
  heapUsed: {
    column: 'heap_used',
    unit: 'bytes',
    many: 'sum',
    prometheus: [
      { name: 'nodejs_heap_size_used_bytes' },
      { name: 'jvm_memory_used_bytes', where: heapArea },
      { name: 'jvm_memory_bytes_used', where: heapArea },
    ],
  },
  external: {
    column: 'external',
    unit: 'bytes',
    prometheus: named('nodejs_external_memory_bytes'),
  },
  stackInuse: {
    column: 'stack_inuse',
    unit: 'bytes',
    prometheus: named('go_memstats_stack_inuse_bytes', 'go_memory_classes_heap_stacks_bytes'),
  },
  sys: {
    column: 'sys',
    unit: 'bytes',
    prometheus: named('go_memstats_sys_bytes', 'go_memory_classes_total_bytes'),
  },
  buckHashSys: {
    column: 'buck_hash_sys',
    unit: 'bytes',
    prometheus: named(
      'go_memstats_buck_hash_sys_bytes',
      'go_memory_classes_profiling_buckets_bytes',
    ),
  },
  nextGc: {
    column: 'next_gc',
    unit: 'bytes',
    prometheus: named('go_memstats_next_gc_bytes', 'go_gc_heap_goal_bytes'),
  },
  gcCount: {
    column: 'gc_count',
    unit: 'count',
    many: 'sum',
    prometheus: named(
      'go_gc_duration_seconds_count',
      'go_gc_cycles_total_gc_cycles_total',
      'nodejs_gc_duration_seconds_count',
      'jvm_gc_pause_seconds_count',
      'jvm_gc_collection_seconds_count',
    ),
  },
  gcCpuFraction: {
    column: 'gc_cpu_fraction',
    unit: 'ratio',
    prometheus: named('go_memstats_gc_cpu_fraction'),
  },
  goMemoryLimit: {
    column: 'go_memory_limit',
    unit: 'bytes',
    prometheus: named('go_gc_gomemlimit_bytes'),
  },
  allocTotal: {
    column: 'alloc_total',
    unit: 'bytes',
    prometheus: named('go_memstats_alloc_bytes_total', 'go_gc_heap_allocs_bytes_total'),
  },
  goroutines: {
    column: 'goroutines',
    unit: 'count',
    prometheus: named('go_goroutines', 'go_sched_goroutines_goroutines'),
  },
  threads: {
    column: 'threads',
    unit: 'count',
    prometheus: named(
      'go_threads',
      'process_num_threads',
      'jvm_threads_live_threads',
      'jvm_threads_current',
      'container_threads',
    ),
  },
  openFds: {
    column: 'open_fds',
    unit: 'count',
    prometheus: named('process_open_fds', 'process_files_open_files', 'container_file_descriptors'),
  },
  cpuSeconds: {
    column: 'cpu_seconds',
    unit: 'seconds',
    prometheus: named('process_cpu_seconds_total', 'container_cpu_usage_seconds_total'),
  },
  requestsTotal: {
    column: 'requests_total',
    unit: 'count',
    many: 'sum',
    prometheus: named(
      'http_requests_total',
      'http_server_requests_total',
      'http_server_requests_seconds_count',
      'http_request_duration_seconds_count',
      'http_server_request_duration_seconds_count',
      'grpc_server_handled_total',
    ),
  },
  inFlight: {
    column: 'in_flight',
    unit: 'count',
    many: 'sum',
    prometheus: named('http_requests_in_flight', 'http_server_active_requests'),
  },
};

/** What a reading holds besides its figures. */
export type CoordinateName = 'startAt' | 'restarts' | 'limit';

/** The columns and metrics of the coordinates; the start is in unix seconds. */
export const coordinateSources: Readonly<Record<CoordinateName, FigureSource>> = {
  startAt: {
    column: 'start_time',
    unit: 'seconds',
    prometheus: named(
      'process_start_time_seconds',
      'container_start_time_seconds',
      'kube_pod_container_state_started',
    ),
  },
  restarts: {
    column: 'restarts',
    unit: 'count',
    prometheus: named('kube_pod_container_status_restarts_total'),
  },
  limit: {
    column: 'limit',
    unit: 'bytes',
    prometheus: [
      { name: 'container_spec_memory_limit_bytes' },
      // kube-state-metrics: from 2.0 on one name for every resource, before it one for each.
      { name: 'kube_pod_container_resource_limits', where: { resource: 'memory' } },
      { name: 'kube_pod_container_resource_limits_memory_bytes' },
    ],
  },
};

/**
 * "No limit" as the kernel, the runtimes and cAdvisor write it. Go's GOMEMLIMIT: math.MaxInt64; cgroup
 * v1: 2^63 − 1 rounded down to a page (4 KiB to 64 KiB); cAdvisor: 0 or 2^64 − 1. Anything from 2^60 on is
 * more memory than any machine has.
 */
export function isNoLimit(bytes: number): boolean {
  return !(bytes > 0 && bytes < 2 ** 60);
}
