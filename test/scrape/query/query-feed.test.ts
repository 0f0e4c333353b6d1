import { describe, expect, test } from 'vitest';
import type { ProfilesConfig, QueryConfig } from '../../../src/model/config.ts';
import type { FeedPlace } from '../../../src/model/feed.ts';
import { hashMod } from '../../../src/relabel/hash-mod.ts';
import { parsePlace } from '../../../src/scrape/query/feed-place.ts';
import type { StoredSeries } from '../../support/fake-prometheus.ts';
import {
  cadvisor,
  fed,
  kube,
  minuteOf,
  pod,
  series,
  startMs,
  workingSet,
} from '../../support/fed.ts';
import { dayMs, minuteMs } from '../../support/fleet.ts';

describe('QueryFeed', () => {
  test('reads the past at first, then what came since, each sample once', async () => {
    const { round, readings } = await fed([workingSet(cadvisor)]);
    expect(await round(10)).toMatchObject({ series: 1, failed: null });
    expect(readings().map(minuteOf)).toEqual(Array.from({ length: 41 }, (_, i) => i / 4));
    await round(11);
    expect(readings().map(minuteOf)).toEqual([10.25, 10.5, 10.75, 11]);
    const [first] = readings();
    expect(first?.target).toMatchObject({
      source: 'query',
      workload: 'shop/cart/app',
      labels: { job: 'fleet', instance: `${pod.pod}/app`, node: 'n1', ...pod },
      profiles: null,
    });
  });

  test('a workload is on one shard, and so are all of its pods', async () => {
    const fleet = ['cart', 'till', 'stock', 'mail', 'search', 'login'].flatMap((name) =>
      ['x2v9k', 'b7c2d'].map((end) =>
        workingSet({ ...cadvisor, pod: `${name}-5d8f9c7b64-${end}` }),
      ),
    );
    const watched = async (index: number) => {
      const { round, readings } = await fed(fleet, { shard: { index, count: 2 } });
      await round(2);
      return readings().map(({ target }) => `${target.workload} ${target.labels['pod']}`);
    };
    const [first, second] = [new Set(await watched(0)), new Set(await watched(1))];
    expect(first.size + second.size).toBe(12);
    expect(new Set([...first, ...second]).size).toBe(12);
    const workloads = (pods: Set<string>) => [...pods].map((pod) => pod.split(' ')[0]);
    expect(workloads(first).filter((name) => workloads(second).includes(name))).toEqual([]);
    expect([first.size, second.size]).not.toContain(0);
  });

  test('a label that a workload lacks counts as empty, as in Prometheus’ hashmod', async () => {
    const containers = Array.from({ length: 12 }, (_, i) => `app${i}`);
    const fleet = containers.map((container) => workingSet({ ...cadvisor, container }));
    for (const index of [0, 1]) {
      const { round, readings } = await fed(fleet, {
        workloadLabels: ['namespace', 'team', 'container'],
        shard: { index, count: 2 },
      });
      await round(2);
      const own = new Set(readings().map(({ target }) => target.labels['container'] ?? ''));
      expect([...own].sort()).toEqual(
        containers.filter((name) => hashMod(`shop;;${name}`, 2n) === BigInt(index)).sort(),
      );
    }
  });

  test('a shard without workloads is no failure, and searches the past but once', async () => {
    const ofEach = await Promise.all(
      [0, 1].map(async (index) => {
        const { server, round } = await fed([workingSet(cadvisor)], { shard: { index, count: 2 } });
        const rounds = [await round(10), await round(11)];
        const searched = server.queries.filter(({ endpoint }) => endpoint === 'series');
        const span = ({ params }: (typeof searched)[number]) =>
          Number(params.get('end')) - Number(params.get('start'));
        return { rounds, spans: searched.map(span) };
      }),
    );
    const empty = ofEach.find(({ rounds }) => rounds[0]?.series === 0);
    expect(empty?.rounds[0]).toMatchObject({
      failed: null,
      what: 'nothing for this shard: all that is there belongs to others',
    });
    expect(empty?.spans.filter((seconds) => seconds > 86_400)).toHaveLength(1);
  });

  test('shared by a label, each shard asks the server for its own series alone', async () => {
    const namespaces = ['shop', 'mail', 'search', 'billing', 'a.b'];
    const fleet = namespaces.flatMap((namespace) =>
      ['cart', 'till'].map((name) =>
        workingSet({ ...cadvisor, namespace, pod: `${name}-5d8f9c7b64-x2v9k` }),
      ),
    );
    // One without the label belongs to one of the shards, too.
    const bare = series(
      { __name__: 'process_resident_memory_bytes', job: 'a', instance: 'b:1' },
      () => 5,
    );
    const watched = await Promise.all(
      [0, 1, 2].map(async (index) => {
        const shard = { index, count: 3, by: 'namespace' };
        const { server, round, readings } = await fed([...fleet, bare], { shard });
        const { failed } = await round(2);
        expect(failed).toBeNull();
        const asked = server.queries.filter(({ endpoint }) => endpoint === 'series');
        const own = new Set(readings().map(({ target }) => target.labels['namespace'] ?? ''));
        for (const { params } of asked) {
          for (const other of namespaces.filter((one) => !own.has(one))) {
            expect(params.get('match[]')).not.toContain(other);
          }
        }
        return readings().map(({ target }) => `${target.workload} ${target.id}`);
      }),
    );
    const all = watched.map((own) => new Set(own));
    expect(all.reduce((sum, { size }) => sum + size, 0)).toBe(11);
    expect(new Set(all.flatMap((own) => [...own])).size).toBe(11);
  });

  test('a server that lists no values of a label is said to be needed', async () => {
    const { server, round } = await fed([workingSet(cadvisor)], {
      shard: { index: 0, count: 2, by: 'namespace' },
    });
    server.refuse = ({ endpoint }) =>
      endpoint.startsWith('label/') ? { status: 404, body: 'page not found' } : null;
    expect(await round(2)).toMatchObject({
      failed: expect.stringMatching(/label\/namespace\/values: status 404, no list of values/),
    });
  });

  test.each([0, 1])(
    'values that come in part are told by shard %i, and what is missing of them is not gone',
    async (index) => {
      const namespaces = ['shop', 'mail', 'search', 'billing'];
      const fleet = namespaces.map((namespace) => workingSet({ ...cadvisor, namespace }));
      const shard = { index, count: 2, by: 'namespace' };
      const { server, round, readings, warnings, gone } = await fed(fleet, { shard });
      await round(2);
      const own = new Set(readings().map(({ target }) => target.labels['namespace'] ?? ''));
      expect(own.size).toBeGreaterThan(0);
      server.refuse = ({ endpoint }) =>
        endpoint.startsWith('label/')
          ? {
              status: 200,
              body: JSON.stringify({
                status: 'success',
                data: [],
                warnings: ['store 2 is silent'],
              }),
            }
          : null;
      await round(3);
      expect(warnings()).toEqual(['store 2 is silent']);
      for (let minute = 4; minute < 60; minute += 5) {
        await round(minute);
        expect(gone()).toEqual([]);
      }
      server.refuse = ({ endpoint }) =>
        endpoint.startsWith('label/')
          ? { status: 200, body: '{"status":"success","data":["a' }
          : null;
      expect(await round(61)).toMatchObject({
        failed: expect.stringMatching(/values: the answer broke off after 30 bytes/),
      });
    },
  );

  test('series of which no value ever comes are said to be unwatched', async () => {
    const histograms = { metric: cadvisor, histograms: [[startMs / 1000, { count: '1' }]] };
    const answers = [
      { resultType: 'scalar', result: [1, '2'] },
      { resultType: 'matrix', result: [histograms] },
      { resultType: 'matrix', result: [{ metric: cadvisor, values: [[1, 'NaN']] }] },
    ];
    for (const data of answers) {
      const { server, round, warnings } = await fed([workingSet(cadvisor)]);
      server.refuse = ({ endpoint }) =>
        endpoint.startsWith('query')
          ? { status: 200, body: JSON.stringify({ status: 'success', data }) }
          : null;
      await round(10);
      await round(11);
      expect(warnings()).toEqual([]);
      await round(12);
      expect(warnings()).toEqual([expect.stringMatching(/lists 1 series .* no value .* 3 rounds/)]);
      await round(13);
      expect(warnings()).toEqual([]);
      server.refuse = () => null;
      expect(await round(14)).toMatchObject({ failed: null });
    }
  });

  test('max_series is what one shard watches, not what the server has', async () => {
    const fleet = Array.from({ length: 40 }, (_, i) =>
      workingSet({ ...cadvisor, pod: `shop${i}-5d8f9c7b64-x2v9k` }),
    );
    const rounds = [0, 1, 2, 3].map(async (index) => {
      const { round } = await fed(fleet, { maxSeries: 18, shard: { index, count: 4 } });
      return round(2);
    });
    const all = await Promise.all(rounds);
    expect(all.map(({ failed, seriesLeftOut }) => ({ failed, seriesLeftOut }))).toEqual(
      Array(4).fill({ failed: null, seriesLeftOut: 0 }),
    );
    expect(all.reduce((sum, { series: own }) => sum + own, 0)).toBe(40);
  });

  test('profiles of a fleet may be in a store', async () => {
    const store = { in: 'pyroscope', url: 'http://p', selector: null, windowMs: minuteMs } as const;
    const profiles: ProfilesConfig = {
      ...{ address: null, path: '/debug/pprof', gc: false, minIntervalMs: 1 },
      kinds: ['heap'],
      store: { ...store, http: { headers: {} } },
    };
    const { round, readings } = await fed([workingSet(cadvisor)], { profiles });
    await round(1);
    expect(readings()[0]?.target.profiles).toMatchObject({
      url: 'http://p',
      stored: { selector: expect.stringContaining(`pod="${pod.pod}"`) },
    });
  });

  test('goes on where it broke off when a server was away', async () => {
    const { round, readings, server } = await fed([workingSet(cadvisor)]);
    await round(10);
    server.refuse = ({ endpoint }) =>
      endpoint === 'series' ? { status: 401, body: 'who are you?' } : null;
    const failed = await round(11);
    expect(failed.failed).toMatch(/status 401, "who are you\?".*authorization or basic_auth/);
    expect(failed.failedWorkloads).toBeNull();
    server.refuse = ({ endpoint }) =>
      endpoint === 'query' ? { status: 422, body: '{"status":"error","error":"no"}' } : null;
    expect((await round(12)).failedWorkloads).toEqual(new Set(['shop/cart/app']));
    server.refuse = () => null;
    expect(await round(20)).toMatchObject({ failed: null });
    expect(readings().map(minuteOf)).toEqual(Array.from({ length: 40 }, (_, i) => 10.25 + i / 4));
  });

  test('nobody is gone while the store is away; of whom it has heard nothing for a quarter of an hour, is', async () => {
    const named = { ...cadvisor, __name__: 'container_memory_working_set_bytes' };
    const desk = { ...named, id: '/b', pod: 'desk-5d8f9c7b64-x2v9k' };
    const { round, readings, gone, server } = await fed([
      series(named, (minute) => (minute <= 50 ? 1000 : null), 100),
      series(desk, () => 1000, 100),
    ]);
    await round(10);
    const cart = readings().find(({ target }) => target.workload === 'shop/cart/app')?.target.id;
    const refusing = (what: string) => {
      server.refuse = ({ endpoint }) => (endpoint === what ? { status: 401, body: '' } : null);
    };
    for (const [minute, what] of [
      ...([11, 20, 30].map((at) => [at, 'series']) as [number, string][]),
      ...([31, 40, 49].map((at) => [at, 'query']) as [number, string][]),
    ]) {
      refusing(what);
      const { failed, failedWorkloads } = await round(minute);
      expect([minute, failed !== null || failedWorkloads?.size === 2]).toEqual([minute, true]);
      expect([minute, gone()]).toEqual([minute, []]);
    }
    server.refuse = () => null;
    for (const minute of [51, 60]) {
      expect(await round(minute)).toMatchObject({ failed: null });
      expect(gone()).toEqual([]);
    }
    await round(67);
    expect(gone()).toEqual([cart]);
  });

  test('of a server that hangs it hears after two deadlines, not after one for each half of a half', async () => {
    const { server, round } = await fed([workingSet(cadvisor)], { timeoutMs: 100 });
    server.refuse = () => 'hang';
    expect((await round(10)).failed).toContain('/api/v1/query');
    expect(server.queries).toHaveLength(2);
    server.refuse = ({ endpoint }) => (endpoint === 'series' ? 'hang' : null);
    expect((await round(10)).failed).toContain('/api/v1/series');
    expect(server.queries).toHaveLength(5);
  });

  test('waits when it is told to, and takes no half answer', async () => {
    const { round, readings, server } = await fed([workingSet(cadvisor)]);
    let asked = 0;
    server.refuse = ({ rangeMs }) => {
      if (rangeMs === 0 || ++asked > 2) return null;
      if (asked === 1) return { status: 429, body: 'slow down' };
      return {
        status: 200,
        body: '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"container_memory_working_set_bytes"},"values":[[17,"3"]',
      };
    };
    expect(await round(10)).toMatchObject({ failed: null });
    expect(readings()).toHaveLength(41);
    expect(asked).toBeGreaterThan(2);
  });

  test('headers of the configuration go along', async () => {
    const http = { headers: { 'X-Scope-OrgID': 'shop' }, authorization: 'Bearer t' };
    const { round, server } = await fed([workingSet(cadvisor)], { http });
    await round(1);
    for (const { headers } of server.queries) {
      expect(headers).toMatchObject({ 'x-scope-orgid': 'shop', authorization: 'Bearer t' });
    }
  });

  test('warnings are told once', async () => {
    const { round, warnings, server } = await fed([workingSet(cadvisor)]);
    server.warnings = ['partial response: store-2 is away'];
    await round(10);
    expect(warnings()).toEqual(['partial response: store-2 is away']);
    await round(11);
    expect(warnings()).toEqual([]);
  });

  describe('a server of whose storage a part was silent', () => {
    const named = { ...cadvisor, __name__: 'container_memory_working_set_bytes' };
    const desk = { ...named, id: '/b', pod: 'desk-5d8f9c7b64-x2v9k' };
    const other = { ...named, id: '/c', pod: 'cart-5d8f9c7b64-b7c2d' };
    const lives: readonly StoredSeries[] = [
      series(named, () => 1000, 200),
      series(desk, () => 1000, 200),
      series(other, () => 1000, 200),
    ];
    /** From minute 10 on only the first pod's store answers. */
    const fleet = async (over: Partial<QueryConfig> = {}) => {
      const all = await fed(lives, over);
      await all.round(10);
      const silent = (is: boolean, said = is) => {
        all.server.series = is ? lives.slice(0, 1) : lives;
        all.server.warnings = said ? ['fetch series for {replica="b"}: connection refused'] : [];
      };
      const minutes = () =>
        Object.fromEntries(
          [...Map.groupBy(all.readings(), ({ target }) => target.labels['pod'] ?? '')].map(
            ([name, own]) => [name, own.map(minuteOf)],
          ),
        );
      return { ...all, silent, minutes };
    };
    const quarters = (from: number, to: number) =>
      Array.from({ length: 4 * (to - from) + 1 }, (_, i) => from + i / 4);

    const readMinute = (place: FeedPlace) =>
      Math.floor(((parsePlace(place.saved())?.readMs ?? 0) - startMs) / minuteMs);

    test('is asked for the rest once it answers as a whole; nobody is gone meanwhile', async () => {
      const { round, silent, minutes, gone } = await fleet();
      silent(true);
      for (const minute of [11, 20, 30, 40]) {
        await round(minute);
        expect(Object.keys(minutes())).toEqual([named.pod]);
        expect(gone()).toEqual([]);
      }
      silent(false);
      await round(41);
      expect(minutes()).toEqual({
        [named.pod]: quarters(40.25, 41),
        [desk.pod]: quarters(10.25, 41),
        [other.pod]: quarters(10.25, 41),
      });
      await round(42);
      expect(minutes()[other.pod]).toEqual(quarters(41.25, 42));
      expect(gone()).toEqual([]);
    });

    test('who died meanwhile is read up to his end, and gone then', async () => {
      const { round, silent, minutes, server, gone } = await fleet();
      silent(true);
      for (const minute of [20, 30, 40]) await round(minute);
      silent(false);
      server.series = [
        lives[0],
        lives[1],
        series(other, (m) => (m <= 15 ? 1000 : null), 200),
      ].flatMap((one) => one ?? []);
      await round(41);
      expect(minutes()[other.pod]).toEqual(quarters(10.25, 15));
      expect(gone()).toHaveLength(1);
    });

    test('is not asked for all of it each minute where it never answers as a whole', async () => {
      const { round, silent, server } = await fleet();
      const rangeOf = async (minute: number) => {
        server.queries.length = 0;
        await round(minute);
        return server.queries.reduce((sum, { rangeMs }) => sum + rangeMs, 0) / minuteMs;
      };
      // Who is there it says as a whole, what they said it does not.
      server.refuse = ({ rangeMs }) => {
        server.warnings = rangeMs > 0 ? ['a store is away'] : [];
        return null;
      };
      silent(false);
      let asked = 0;
      for (let minute = 11; minute <= 110; minute++) asked += await rangeOf(minute);
      expect(asked).toBeGreaterThan(150);
      expect(asked).toBeLessThan(400);
    });

    test('a restart goes on from where all was known', async () => {
      const { round, silent, news } = await fleet();
      silent(true);
      await round(20);
      const read = news.flatMap((one) => (one.kind === 'readings' ? [readMinute(one.place)] : []));
      expect(read).toEqual([10]);
    });

    test('what PromQL notes of a query is no part that was silent', async () => {
      const { round, silent, server, news } = await fleet();
      silent(false);
      server.warnings = ['PromQL warning: something of a histogram'];
      await round(20);
      const read = news.flatMap((one) => (one.kind === 'readings' ? [readMinute(one.place)] : []));
      expect(read[0]).toBe(20);
    });
  });

  test('more series than the cap: whole workloads are left out, and that is said', async () => {
    const all = ['a', 'b', 'c'].map((name) =>
      workingSet({ ...cadvisor, pod: `${name}-5d8f9c7b64-x2v9k` }),
    );
    const { round, readings, warnings } = await fed(all, { maxSeries: 2 });
    expect(await round(1)).toMatchObject({ series: 2, seriesLeftOut: 1 });
    expect(new Set(readings().map(({ target }) => target.workload))).toEqual(
      new Set(['shop/a/app', 'shop/b/app']),
    );
    expect(warnings()).toEqual([expect.stringMatching(/1 of 3 workloads, .* are not watched/)]);
    await round(2);
    expect(warnings()).toEqual([]);
    const { round: far } = await fed(all, { maxSeries: 1 });
    expect((await far(1)).failed).toMatch(/more than 2 series .* max_series/);
  });

  test('a label set of ten megabytes is left out, and that is said', async () => {
    const huge = workingSet({ ...cadvisor, pod: 'huge', note: 'x'.repeat(10_000_000) });
    const { round, readings, warnings } = await fed([workingSet(cadvisor), huge]);
    expect(await round(1)).toMatchObject({ series: 1, failed: null });
    expect(readings().every(({ target }) => target.workload === 'shop/cart/app')).toBe(true);
    expect(warnings()).toEqual([expect.stringMatching(/labels of more than 64 KiB/)]);
  });

  test('pods that come and go: each is a target while it lives, of one workload', async () => {
    const letters = 'bcdfghjklmnpqrstvwxz';
    const all = Array.from({ length: 40 }, (_, i) => {
      const name = `cart-5d8f9c7b64-x2v${letters[i % 20]}${letters[Math.floor(i / 20)]}`;
      return workingSet({ ...cadvisor, id: `/${i}`, pod: name }, (minute) =>
        minute >= i && minute < i + 1 ? 100 : null,
      );
    });
    const { round, readings, gone } = await fed(all);
    const alive = new Set<string>();
    let most = 0;
    for (let minute = 1; minute < 60; minute++) {
      await round(minute);
      for (const { target } of readings()) {
        expect(target.workload).toBe('shop/cart/app');
        alive.add(target.id);
      }
      for (const id of gone()) alive.delete(id);
      most = Math.max(most, alive.size);
    }
    expect(most).toBeGreaterThan(10);
    expect(most).toBeLessThan(20);
    expect(alive.size).toBe(0);
  });
});

describe('floors', () => {
  test('a large fleet is read by the least value of each step, and the highest that a limit counts', async () => {
    const garbage = (minute: number) => 1000 + 100 * (minute % 5);
    const { round, readings, server, feed } = await fed(
      [
        workingSet(cadvisor, garbage),
        kube('kube_pod_container_resource_limits', { ...pod, resource: 'memory' }, 5000),
      ],
      { step: 300_000 },
    );
    expect(await round(31)).toMatchObject({
      failed: null,
      what: expect.stringMatching(/floor of each 300 s/),
    });
    expect(readings().map(minuteOf)).toEqual([0, 5, 10, 15, 20, 25, 30]);
    const [, second, third] = readings().map(({ reading }) => reading);
    expect(third).toMatchObject({
      figures: { workingSet: 1000 },
      peakBytes: 1475,
      limitBytes: 5000,
    });
    expect(second?.peakBytes).toBe(1475);
    expect(feed.intervalMs()).toBe(300_000);
    const asked = server.queries.map(
      ({ params }) => /\w+_over_time/.exec(params.get('query') ?? '')?.[0],
    );
    expect(new Set(asked.filter(Boolean))).toEqual(
      new Set(['min_over_time', 'max_over_time', 'last_over_time']),
    );
    await round(34);
    expect(readings()).toEqual([]);
    await round(35);
    expect(readings().map(minuteOf)).toEqual([35]);
  });

  test('the peak of a life that ended is none of the next one', async () => {
    const { round, readings } = await fed(
      [
        workingSet(cadvisor, (minute) => (minute < 12 ? 3000 : 500)),
        series({ __name__: 'container_start_time_seconds', ...cadvisor }, (minute) =>
          minute < 12 ? 1 : 2,
        ),
      ],
      { step: 300_000 },
    );
    await round(21);
    const peaks = readings().map((one) => [minuteOf(one), one.reading.peakBytes]);
    expect(peaks.slice(1)).toEqual([
      [5, 3000],
      [10, 3000],
      [15, undefined],
      [20, 500],
    ]);
  });

  test('auto: raw up to a thousand series, floors above', async () => {
    const many = Array.from({ length: 1001 }, (_, i) =>
      series(
        { __name__: 'container_memory_working_set_bytes', ...cadvisor, pod: `db-${i}` },
        () => 100,
        11,
      ),
    );
    const large = await fed(many, { backfillMs: 10 * minuteMs });
    expect((await large.round(10)).what).toMatch(
      /1001 series of 1001 processes .*floor of each 300 s/,
    );
    const small = await fed(many.slice(0, 1000), { backfillMs: 10 * minuteMs });
    expect((await small.round(10)).what).toMatch(/every sample/);
    expect(
      Math.max(...small.server.queries.map(({ params }) => String(params).length)),
    ).toBeLessThan(20_000);
  });
});

describe('joins', () => {
  const only = async (
    all: readonly StoredSeries[],
    minute = 30,
    over: Partial<QueryConfig> = {},
  ) => {
    const { round, readings } = await fed(all, over);
    await round(minute);
    return readings();
  };

  test('the owner says what a pod is one of, a replica set’s owner what that is', async () => {
    const named = { ...pod, pod: 'batch-2' };
    const all = [
      workingSet({ ...cadvisor, ...named }),
      kube('kube_pod_owner', { ...named, owner_kind: 'ReplicaSet', owner_name: 'web-7f' }),
      kube('kube_replicaset_owner', {
        namespace: 'shop',
        replicaset: 'web-7f',
        owner_kind: 'Deployment',
        owner_name: 'web',
      }),
    ];
    expect((await only(all))[0]?.target.workload).toBe('shop/web/app');
    expect((await only(all.slice(0, 2)))[0]?.target.workload).toBe('shop/batch/app');
  });

  test('a limit of the machine’s size is none', async () => {
    const machine = (bytes: number) =>
      series(
        { __name__: 'machine_memory_bytes', node: 'n1', instance: '10.0.0.1:10250' },
        () => bytes,
      );
    const limit = series({ __name__: 'container_spec_memory_limit_bytes', ...cadvisor }, () => 8e9);
    const limits = async (all: readonly StoredSeries[]) =>
      new Set((await only(all)).map(({ reading }) => reading.limitBytes));
    expect(await limits([workingSet(cadvisor), limit, machine(8e9)])).toEqual(new Set([undefined]));
    expect(await limits([workingSet(cadvisor), limit, machine(16e9)])).toEqual(new Set([8e9]));
    const none = { ...limit, samples: limit.samples.map(([atMs]) => [atMs, 0] as const) };
    expect(await limits([workingSet(cadvisor), none])).toEqual(new Set([undefined]));
  });

  test('cAdvisor’s count of OOM kills says how the life before ended', async () => {
    const readings = await only([
      workingSet(cadvisor),
      kube('kube_pod_container_status_restarts_total', pod, (minute) => (minute < 20 ? 0 : 1)),
      series({ __name__: 'container_oom_events_total', ...cadvisor }, (minute) =>
        minute < 20 ? 3 : 4,
      ),
    ]);
    const exits = readings.map((one) => [minuteOf(one), one.reading.lastExit]);
    expect(exits.filter(([, exit]) => exit === 'oom')).toHaveLength(40);
    expect(exits.find(([, exit]) => exit === 'oom')?.[0]).toBe(20);
  });

  test('start times come from one source, though another differs by seconds', async () => {
    const readings = await only([
      workingSet(cadvisor),
      series({ __name__: 'container_start_time_seconds', ...cadvisor }, (minute) =>
        minute < 10 ? 100 : null,
      ),
      kube('kube_pod_container_state_started', pod, 103),
    ]);
    const starts = new Set(readings.map(({ reading }) => reading.startAtMs));
    expect(starts).toEqual(new Set([100_000, undefined]));
    const [alone] = await only([
      workingSet(cadvisor),
      kube('kube_pod_container_state_started', pod, 103),
    ]);
    expect(alone?.reading.startAtMs).toBe(103_000);
  });

  test('profiles come from the address of the program’s own page, or of its pod', async () => {
    const profiles = {
      address: '{{host}}:6060',
      path: '/debug/pprof',
      kinds: ['heap'],
      gc: true,
      minIntervalMs: 60_000,
    } as const;
    const http = { headers: {}, authorization: 'Bearer of the store' };
    const page = series(
      { __name__: 'process_resident_memory_bytes', job: 'cart', instance: '10.1.0.7:8080', ...pod },
      () => 5,
    );
    const info = kube('kube_pod_info', {
      namespace: 'shop',
      pod: pod.pod,
      pod_ip: '10.1.0.8',
      node: 'n1',
    });
    const urls = async (all: readonly StoredSeries[]) =>
      (await only(all, 1, { profiles, http })).map(({ target }) => target.profiles)[0];
    expect(await urls([page])).toMatchObject({
      url: 'http://10.1.0.7:6060/debug/pprof',
      http: { headers: {} },
    });
    expect(await urls([workingSet(cadvisor), info])).toMatchObject({
      url: 'http://10.1.0.8:6060/debug/pprof',
    });
    expect(await urls([workingSet(cadvisor)])).toBeNull();
  });

  test('pods of one name in two namespaces are two instances of a workload that spans them', async () => {
    const all = ['shop', 'bank'].map((namespace) =>
      workingSet({ ...cadvisor, namespace, pod: 'db-0' }),
    );
    const readings = await only(all, 1, { workloadLabels: ['container'] });
    expect(new Set(readings.map(({ target }) => target.labels['instance']))).toEqual(
      new Set(['shop/db-0/app', 'bank/db-0/app']),
    );
  });
});

test('nine days of a large fleet are read in coarser steps the older they are', async () => {
  const { legsOf, samplingFor, isThinned } = await import('../../../src/scrape/query/feed-plan.ts');
  const sampling = samplingFor('auto', 100_000);
  const untilMs = startMs + 10 * minuteMs;
  const legs = legsOf(
    { fromMs: startMs - 9 * dayMs, untilMs },
    sampling,
    isThinned(sampling, 100_000),
  );
  expect(legs.map((leg) => leg.sampling)).toEqual([
    { kind: 'floors', stepMs: 60 * minuteMs },
    { kind: 'floors', stepMs: 30 * minuteMs },
    { kind: 'floors', stepMs: 5 * minuteMs },
  ]);
  const ends = legs.map(({ fromMs, untilMs: endMs }) => [fromMs, endMs]);
  expect(ends.slice(1).map(([fromMs]) => fromMs)).toEqual(
    ends.slice(0, -1).map(([, endMs]) => endMs),
  );
  expect(ends.at(-1)?.[1]).toBe(untilMs);
});
