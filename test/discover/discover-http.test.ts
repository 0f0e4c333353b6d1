import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { discoverHttp } from '../../src/discover/discover-http.ts';
import type { Found } from '../../src/discover/provider.ts';
import { closeHttpAgents } from '../../src/http/agents.ts';
import { fakeServer } from '../support/fake-bucket.ts';

afterEach(() => {
  vi.useRealTimers();
});
afterAll(closeHttpAgents);

test('a server that hangs is given up after a minute, however seldom it is asked', async () => {
  const { url, asked } = await fakeServer(() => 'hang');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const said: Found[] = [];
  const stop = new AbortController();
  const looking = discoverHttp({
    kind: 'http',
    url,
    refreshIntervalMs: 3_600_000,
    http: { headers: {} },
  });
  const around = {
    sleep: async () => stop.abort(),
    random: () => 1,
    env: {},
    serviceAccount: '/nowhere',
  };
  const done = looking((found) => said.push(found), around, stop.signal);
  await vi.waitUntil(() => asked.length > 0, { timeout: 5_000 });
  await vi.advanceTimersByTimeAsync(61_000);
  await done;
  expect(said).toEqual([{ groups: null, problem: expect.stringMatching(/deadline of 60 s/) }]);
});
