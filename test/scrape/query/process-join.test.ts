import { describe, expect, test } from 'vitest';
import { parseSeriesNotation } from '../../../src/config/series-notation.ts';
import { parseSeriesSelector } from '../../../src/config/series-selector.ts';
import type { Labels } from '../../../src/model/labels.ts';
import type { Reading } from '../../../src/model/reading.ts';
import type { Points } from '../../../src/scrape/query/fetch-chunk.ts';
import { ProcessJoin } from '../../../src/scrape/query/process-join.ts';
import { seriesKey } from '../../../src/scrape/query/series-key.ts';

const stepMs = 60_000;

/** Series in promtool's notation, one step a minute, joined in stretches of so many minutes. */
function joined(series: Readonly<Record<string, string>>, stretchSteps = 1000): Reading[] {
  const all = Object.entries(series).map(([selector, values]) => {
    const name = parseSeriesSelector(selector);
    const steps = parseSeriesNotation(values);
    if (!name.ok || !steps.ok) throw new Error(selector);
    const labels: Labels = { __name__: name.value.name, ...name.value.labels };
    return { labels, steps: steps.value };
  });
  const join = new ProcessJoin({ name: 'a', series: all.map(({ labels }) => labels) });
  const longest = Math.max(...all.map(({ steps }) => steps.length));
  const readings: Reading[] = [];
  for (let from = 0; from < longest; from += stretchSteps) {
    const points = new Map<number, Points>();
    for (const { labels, steps } of all) {
      const own = { times: [] as number[], values: [] as number[] };
      for (const [i, value] of steps.entries()) {
        if (i < from || i >= from + stretchSteps || typeof value !== 'number') continue;
        own.times.push(i * stepMs);
        own.values.push(value);
      }
      points.set(seriesKey(labels), own);
    }
    readings.push(...join.readings(points));
  }
  return readings;
}

const at = (reading: Reading | undefined) => (reading?.atMs ?? 0) / stepMs;

describe('ProcessJoin', () => {
  test('a reading for each scrape; a gap stays one; limits hold over it', () => {
    const readings = joined({
      'process_resident_memory_bytes{job="a"}': '5 6 _ _ 9',
      'container_spec_memory_limit_bytes{job="kubelet"}': '50 _ _ _ _',
      'process_start_time_seconds{job="a"}': '1 1 _ _ 1',
    });
    expect(readings.map((reading) => [at(reading), reading.figures.rss])).toEqual([
      [0, 5],
      [1, 6],
      [4, 9],
    ]);
    expect(readings.every(({ limitBytes }) => limitBytes === 50)).toBe(true);
    expect(readings.every(({ startAtMs }) => startAtMs === 1000)).toBe(true);
  });

  test('a limit that nobody has told for more than five minutes holds no longer', () => {
    const readings = joined({
      'process_resident_memory_bytes{job="a"}': '5x8',
      'container_spec_memory_limit_bytes{job="kubelet"}': '50 _x7',
    });
    expect(readings.map(({ limitBytes }) => limitBytes)).toEqual([
      ...Array.from({ length: 6 }, () => 50),
      ...Array.from({ length: 3 }, () => undefined),
    ]);
  });

  test('each sample of another exporter counts once', () => {
    const readings = joined({
      'go_gc_heap_live_bytes{job="a"}': '1x4',
      'container_memory_working_set_bytes{job="kubelet"}': '7 _ 8 _ _',
    });
    expect(readings.map(({ figures }) => figures.workingSet)).toEqual([
      7,
      undefined,
      8,
      undefined,
      undefined,
    ]);
  });

  test.each([1, 2, 1000])('of two containers the newest counts, in stretches of %i', (steps) => {
    const labels = (id: string) => `{job="kubelet",container="app",id="${id}"}`;
    const readings = joined(
      {
        // The old cgroup goes on for two scrapes with its last value.
        [`container_memory_working_set_bytes${labels('old')}`]: '5 6 7 7 7',
        [`container_memory_working_set_bytes${labels('new')}`]: '_ _ _ 1 2 3',
        [`container_start_time_seconds${labels('old')}`]: '100x4',
        [`container_start_time_seconds${labels('new')}`]: '_ _ _ 280x2',
      },
      steps,
    );
    expect(readings.map(({ figures }) => figures.workingSet)).toEqual([5, 6, 7, 1, 2, 3]);
    expect(readings.map(({ containerId }) => containerId)).toEqual(
      'old old old new new new'.split(' '),
    );
  });

  test('the reason of the last death, the image as the version', () => {
    const [reading] = joined({
      'container_memory_working_set_bytes{id="/a",image="shop:1.4"}': '5',
      'kube_pod_container_status_restarts_total{job="ksm"}': '3',
      'kube_pod_container_status_last_terminated_reason{job="ksm",reason="OOMKilled"}': '1',
    });
    expect(reading).toMatchObject({
      version: 'shop:1.4',
      restarts: 3,
      lastExit: 'oom',
      containerId: '/a',
    });
  });

  const pageOf = 'process_resident_memory_bytes{job="a"}';
  const limitOf = (labels: string) =>
    `kube_pod_container_resource_limits{resource="memory",${labels}}`;
  const restartsOf = (labels: string) => `kube_pod_container_status_restarts_total{${labels}}`;

  test.each([
    ['two replicas of kube-state-metrics', 'instance="ksm-0:80"', 'instance="ksm-1:80"'],
    ['one that two jobs ask', 'job="ksm",endpoint="http"', 'job="annotated"'],
    ['a StatefulSet’s pod that was made anew', 'uid="1"', 'uid="2"'],
  ])('what is said of %s counts as told last', (_, one, other) => {
    const readings = joined({
      [pageOf]: '5x8',
      [limitOf(one)]: '50x8',
      [limitOf(other)]: '50x8',
      // One of them is away for a while, and hears later of what happened.
      [restartsOf(one)]: '0 0 0 1 _ _ _ 1 1',
      [restartsOf(other)]: '0 0 0 0 1 1 1 2 2',
    });
    expect(readings.map(({ limitBytes }) => limitBytes)).toEqual(Array(9).fill(50));
    expect(readings.map(({ restarts }) => restarts)).toEqual([0, 0, 0, 1, 1, 1, 1, 2, 2]);
  });

  test('a replica that falls silent leaves nothing behind', () => {
    const readings = joined({
      [pageOf]: '5x8',
      [limitOf('instance="ksm-0:80"')]: '50x8',
      [limitOf('instance="ksm-1:80"')]: '_ 50 _x7',
    });
    expect(readings.map(({ limitBytes }) => limitBytes)).toEqual(Array(9).fill(50));
  });

  test('of two replicas of a Prometheus the floor is the lower one, and each has its own scrapes', () => {
    const replica = (name: string, of: string) =>
      `${name}{job="a",instance="a:80",replica="${of}"}`;
    const rss = (of: string) => replica('process_resident_memory_bytes', of);
    const cpu = (of: string) => replica('process_cpu_seconds_total', of);
    const floors = joined({
      [rss('a')]: '5 6 _ 9',
      [rss('b')]: '6 5 7 _',
      [cpu('a')]: '1 2 _ 4',
      [cpu('b')]: '1 3 4 _',
    });
    expect(floors.map(({ figures }) => figures.rss)).toEqual([5, 5, 7, 9]);
    expect(floors.map(({ figures }) => figures.cpuSeconds)).toEqual([1, 3, 4, 4]);
  });

  test('of several processes on one page whose a figure is cannot be told', () => {
    const [reading] = joined({
      'go_gc_heap_live_bytes{job="a"}': '1',
      'process_resident_memory_bytes{job="a",pid="1"}': '5',
      'process_resident_memory_bytes{job="a",pid="2"}': '6',
    });
    expect(reading?.figures).toEqual({ heapLive: 1 });
  });

  test.each(['', 'process_resident_memory_bytes{job="a"}'])(
    'the kubelet’s own figures of a container end nothing of cAdvisor’s, beside %s',
    (page) => {
      const cadvisor = '{job="kubelet",container="app",id="/a",image="shop:1.4"}';
      const kubelet = '{job="kubelet",container="app",metrics_path="/metrics/resource"}';
      const readings = joined({
        ...(page === '' ? {} : { [page]: '3x4' }),
        [`container_memory_working_set_bytes${cadvisor}`]: '5x4',
        [`container_memory_rss${cadvisor}`]: '4x4',
        [`container_spec_memory_limit_bytes${cadvisor}`]: '50x4',
        [`container_start_time_seconds${cadvisor}`]: '100x4',
        [`container_memory_working_set_bytes${kubelet}`]: '6x4',
        [`container_start_time_seconds${kubelet}`]: '100.4x4',
      });
      for (const reading of readings) {
        expect(reading).toMatchObject({
          figures: { workingSet: 5, anon: 4 },
          ...{ limitBytes: 50, containerId: '/a', startAtMs: 100_000 },
        });
      }
      expect(readings).toHaveLength(5);
    },
  );

  test('the kubelet’s own figures are enough where cAdvisor has none', () => {
    const readings = joined({
      'container_memory_working_set_bytes{container="app"}': '6x2',
      'container_start_time_seconds{container="app"}': '100.5x2',
    });
    expect(readings.map(({ figures, startAtMs }) => [figures.workingSet, startAtMs])).toEqual(
      Array(3).fill([6, 100_500]),
    );
  });

  test('stretches of any length give the same readings', () => {
    const series = {
      'go_gc_heap_live_bytes{job="a"}': '1+1x20',
      'process_resident_memory_bytes{job="a"}': '10+1x20',
      'container_memory_working_set_bytes{job="kubelet"}': '7 _x3 8 _x3 9 _x3 10 _x8',
      'kube_pod_container_resource_limits{job="ksm",resource="memory"}': '_ 99 _x4 98 _x14',
    };
    const whole = joined(series);
    expect(whole).toHaveLength(21);
    for (const steps of [1, 3, 7]) expect(joined(series, steps)).toEqual(whole);
  });
});
