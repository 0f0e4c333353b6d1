import { afterEach } from 'vitest';
import type { QueryConfig } from '../../src/model/config.ts';
import type { FeedNews, FeedReading, RecallPlace } from '../../src/model/feed.ts';
import type { Labels } from '../../src/model/labels.ts';
import { FakePrometheus, type StoredSeries } from './fake-prometheus.ts';
import { minuteMs, queryConfig, queryFeed } from './fleet.ts';

/** When the samples of a fed store begin. */
export const startMs = Date.UTC(2026, 0, 10);
export const pod = { namespace: 'shop', pod: 'cart-5d8f9c7b64-x2v9k', container: 'app' };
export const cadvisor = {
  ...{ job: 'kubelet', instance: '10.0.0.1:10250', node: 'n1', id: '/a' },
  ...pod,
};

const servers: FakePrometheus[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A sample each 15 s for so many minutes. */
export function series(
  labels: Labels,
  value: (minute: number) => number | null,
  minutes = 60,
): StoredSeries {
  const samples = Array.from({ length: 4 * minutes }, (_, i) => {
    const of = value(i / 4);
    return of === null ? [] : [[startMs + 15_000 * i, of] as const];
  });
  return { labels, samples: samples.flat() };
}

export const workingSet = (
  labels: Labels,
  value: (minute: number) => number | null = (m) => 1000 + m,
) => series({ __name__: 'container_memory_working_set_bytes', ...labels }, value);

export const kube = (
  name: string,
  labels: Labels,
  value: number | ((minute: number) => number) = 1,
) =>
  series({ __name__: name, job: 'ksm', instance: 'ksm:8080', ...labels }, (minute) =>
    typeof value === 'number' ? value : value(minute),
  );

/** A feed of a fake server, and what it tells round by round. */
export async function fed(all: readonly StoredSeries[], over: Partial<QueryConfig> = {}) {
  const server = new FakePrometheus(all);
  servers.push(server);
  const feed = queryFeed(queryConfig(await server.listen(), over));
  const news: FeedNews[] = [];
  const round = async (minute: number, recall?: RecallPlace, hereMinute = minute) => {
    const nowMs = startMs + minute * minuteMs + 30_000;
    server.nowMs = nowMs;
    news.length = 0;
    const tell = (one: FeedNews) => news.push(one);
    const hereMs = nowMs + (hereMinute - minute) * minuteMs;
    return feed.round(hereMs, new AbortController().signal, tell, recall);
  };
  const readings = () =>
    news.flatMap((one): readonly FeedReading[] => (one.kind === 'readings' ? one.readings : []));
  const warnings = () => news.flatMap((one) => (one.kind === 'warning' ? one.text : []));
  const gone = () => news.flatMap((one) => (one.kind === 'gone' ? one.targetIds : []));
  return { server, feed, news, round, readings, warnings, gone };
}

export const minuteOf = ({ reading }: FeedReading) => (reading.atMs - startMs) / minuteMs;
