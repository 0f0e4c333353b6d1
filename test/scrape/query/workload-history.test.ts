import { expect, test } from 'vitest';
import { findSeries } from '../../../src/scrape/query/find-series.ts';
import { groupWorkloads } from '../../../src/scrape/query/group-workloads.ts';
import { workloadHistory } from '../../../src/scrape/query/workload-history.ts';
import { FakePrometheus } from '../../support/fake-prometheus.ts';
import { dayMs } from '../../support/fleet.ts';

test('a history is asked for one stretch at a time, and the next when its reader comes for it', async () => {
  const fromMs = Date.UTC(2026, 0, 10);
  const untilMs = fromMs + 8 * dayMs;
  const labels = { __name__: 'process_resident_memory_bytes', job: 'shop', instance: 'shop:80' };
  const samples = Array.from({ length: 8 * 5760 }, (_, i) => [fromMs + 15_000 * i, i] as const);
  const fake = new FakePrometheus([{ labels, samples }]);
  const { signal } = new AbortController();
  const server = { url: await fake.listen(), http: { headers: {} }, deadlineMs: 10_000, signal };
  const span = { fromMs: fromMs - 1, untilMs };
  const found = await findSeries(server, { matches: [''], ...span, maxSeries: 10 });
  const [workload] = found.ok ? groupWorkloads(found.value.series, null) : [];
  if (workload === undefined) throw new Error('it is there');
  const wanted = { ...span, sampling: { kind: 'raw' as const }, match: '', limitBytes: null };
  let [stretches, readings, asked] = [0, 0, fake.queries.length];
  for await (const chunk of workloadHistory(server, workload, wanted)) {
    if (!chunk.ok) throw new Error(chunk.reason);
    const now = fake.queries.length;
    expect(now - asked).toBeLessThanOrEqual(2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(fake.queries.length).toBe(now);
    asked = now;
    stretches += 1;
    readings += chunk.value.readings.length;
    expect(chunk.value.readings.length).toBeLessThanOrEqual(11_000);
  }
  fake.close();
  expect(stretches).toBeGreaterThan(3);
  expect(readings).toBe(samples.length);
});
