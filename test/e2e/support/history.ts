/** One series of a history: a value for each step, null where there is none. */
export type PastSeries = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly at: (seconds: number) => number | null;
};

/** Series → OpenMetrics text, as `promtool tsdb create-blocks-from openmetrics` reads it. */
export function* openMetrics(series: readonly PastSeries[], about: Past): Generator<string> {
  for (const [name, own] of Map.groupBy(series, (one) => one.name)) {
    yield `# TYPE ${name} gauge\n`;
    for (const one of own) yield linesOf(one, about);
  }
  yield '# EOF\n';
}

/** What part of time a history covers, and how densely. */
type Past = {
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  readonly stepSeconds: number;
};

function linesOf(
  { name, labels, at }: PastSeries,
  { fromSeconds, untilSeconds, stepSeconds }: Past,
) {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  let lines = '';
  for (let t = fromSeconds; t < untilSeconds; t += stepSeconds) {
    const value = at(t);
    if (value !== null) lines += `${name}{${pairs.join(',')}} ${value} ${t}\n`;
  }
  return lines;
}

const mib = 2 ** 20;
const limitBytes = 512 * mib;

/** A little unevenness that needs no state: a hash of the time, −1 to 1. */
function noise(seconds: number, seed: number): number {
  const x = Math.sin(seconds * 12.9898 + seed * 78.233) * 43_758.5453;
  return 2 * (x - Math.floor(x)) - 1;
}

/**
 * A namespace `shop`: a Go service that leaks, one that is healthy, and a container without a page of its own that
 * is OOM killed every few hours (cAdvisor and kube-state-metrics alone, with all that they double).
 */
export function shop(fromSeconds: number): PastSeries[] {
  const hour = 3600;
  const since = (t: number) => t - fromSeconds;
  const goService = (job: string, live: (t: number) => number, startedAt: number) => {
    const labels = { job, instance: `${job}:8080`, namespace: 'shop' };
    return [
      { name: 'go_gc_heap_live_bytes', labels, at: live },
      {
        name: 'process_resident_memory_bytes',
        labels,
        at: (t: number) => 1.4 * live(t) + 20 * mib + 4 * mib * noise(t, 3),
      },
      { name: 'process_start_time_seconds', labels, at: () => startedAt },
      { name: 'go_gc_gomemlimit_bytes', labels, at: () => limitBytes },
    ];
  };
  const lifeHours = 5;
  const lifeOf = (t: number) => Math.floor(since(t) / (lifeHours * hour));
  const aged = (t: number) => since(t) - lifeOf(t) * lifeHours * hour;
  const pod = { namespace: 'shop', pod: 'cart-5d8f9c7b64-x2v9k', container: 'app' };
  const kubelet = { job: 'kubelet', instance: 'node-1:10250' };
  const held = (t: number) => 60 * mib + (440 * mib * aged(t)) / (lifeHours * hour);
  const idOf = (life: number) => `/kubepods/burstable/pod1/${String(life).padStart(4, '0')}`;
  const lives = 40;
  const containers = Array.from({ length: lives }, (_, life) => {
    const labels = { ...kubelet, ...pod, id: idOf(life), image: 'shop/cart:1.4' };
    // The old cgroup outlives its container by two minutes, with its last value.
    const endsAt = fromSeconds + (life + 1) * lifeHours * hour;
    const mine = (t: number) =>
      lifeOf(t) === life ? held(t) : lifeOf(t) === life + 1 && t < endsAt + 120 ? 500 * mib : null;
    const alive = (value: (t: number) => number) => (t: number) =>
      mine(t) === null ? null : value(t);
    return [
      { name: 'container_memory_working_set_bytes', labels, at: mine },
      {
        name: 'container_start_time_seconds',
        labels,
        at: alive(() => fromSeconds + life * lifeHours * hour),
      },
      { name: 'container_spec_memory_limit_bytes', labels, at: alive(() => limitBytes) },
    ];
  }).flat();
  const sums = [
    { ...kubelet, namespace: 'shop', pod: pod.pod, container: '', id: '/kubepods/burstable/pod1' },
    { ...kubelet, namespace: 'shop', pod: pod.pod, container: 'POD', id: '/kubepods/pause' },
  ].map((labels) => ({ name: 'container_memory_working_set_bytes', labels, at: held }));
  const ksm = { job: 'kube-state-metrics', instance: 'ksm:8080', ...pod };
  return [
    ...goService(
      'checkout',
      (t) => 40 * mib + (since(t) / hour) * 4 * mib + mib * noise(t, 1),
      fromSeconds,
    ),
    ...goService('search', (t) => 120 * mib + 6 * mib * noise(t, 2), fromSeconds - 90 * 86_400),
    ...containers,
    ...sums,
    { name: 'kube_pod_container_status_restarts_total', labels: ksm, at: lifeOf },
    {
      name: 'kube_pod_container_status_last_terminated_reason',
      labels: { ...ksm, reason: 'OOMKilled' },
      at: (t) => (lifeOf(t) > 0 ? 1 : null),
    },
  ];
}
