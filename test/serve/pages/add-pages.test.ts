import { expect, test, vi } from 'vitest';
import { success } from '../../../src/model/result.ts';
import { createApp } from '../../../src/serve/create-app.ts';
import { createMetrics } from '../../../src/serve/metrics.ts';
import { fakeControl } from '../../support/fake-control.ts';
import { snapshot } from '../../support/snapshots.ts';

const loads = vi.hoisted(() => ({ count: 0 }));
vi.mock('../../../src/serve/pages/pages-app.ts', (original) => {
  loads.count += 1;
  return original();
});

test('nothing of the pages is loaded before somebody asks for one', async () => {
  const app = createApp({
    failed: () => undefined,
    snapshot: () => snapshot([]),
    subscribe: () => () => undefined,
    readCapture: async () => success(new Uint8Array()),
    metrics: createMetrics('1'),
    reload: null,
    control: fakeControl().control,
    signal: new AbortController().signal,
  });
  for (const path of ['/metrics', '/-/ready', '/api/v1/targets']) await app.request(path);
  expect(loads.count).toBe(0);
  expect((await app.request('/')).status).toBe(200);
  await app.request('/');
  expect(loads.count).toBe(1);
});
