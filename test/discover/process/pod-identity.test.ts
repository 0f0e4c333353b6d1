import { expect, test } from 'vitest';
import { isNodeSized } from '../../../src/discover/process/blind-spots.ts';
import { podIdentity } from '../../../src/discover/process/pod-identity.ts';
import { processTarget } from '../../../src/discover/process/process-target.ts';
import type { ProcessConfig } from '../../../src/model/config.ts';

const none = { labels: '', annotations: '' };
const env = {
  POD_NAME: 'shop-5d8f9c7b64-x2v9k',
  POD_NAMESPACE: 'store',
  POD_UID: 'u1',
  NODE_NAME: 'n1',
  CONTAINER_NAME: 'api',
  MEM_LIMIT: '67108864',
};

test('variables become labels, and the owner is the name without what was made up', () => {
  expect(podIdentity(env, none)).toEqual({
    labels: { namespace: 'store', pod: env.POD_NAME, container: 'api', node: 'n1', uid: 'u1' },
    owner: 'shop',
    limitBytes: 2 ** 26,
    profilesUrl: null,
  });
});

test('outside a pod nothing is known', () => {
  expect(podIdentity({ POD_NAME: '', MEM_LIMIT: '64Mi' }, none)).toEqual({
    labels: {},
    owner: null,
    limitBytes: null,
    profilesUrl: null,
  });
});

test('the volume knows the hash of the template, and where profiles are', () => {
  const files = {
    labels: 'app="shop"\npod-template-hash="aaaa"\n',
    annotations:
      'note="two\\nlines"\nprofiles.grafana.com/memory.port="7070"\nprofiles.grafana.com/memory.path="/p/heap"\n',
  };
  const pod = podIdentity({ POD_NAME: 'my-app-aaaa-bbbbb' }, files);
  expect(pod).toMatchObject({ owner: 'my-app', profilesUrl: 'http://127.0.0.1:7070/p' });
});

test.each([
  [7.6 * 2 ** 30, true],
  [2.7 * 2 ** 30, false],
])('%d bytes on a node of 8 GiB: no limit %s', (bytes, isNone) => {
  expect(isNodeSized(bytes, 8 * 2 ** 30)).toBe(isNone);
});

const job: ProcessConfig = {
  jobName: 'pod',
  match: { notSelf: true, comm: null, cmdline: null, pid: null },
  labels: {},
  scrapeIntervalMs: 15_000,
  scrapeTimeoutMs: 10_000,
  limitBytes: null,
  workloadLabels: null,
  profiles: null,
  http: { headers: {} },
};
const found = {
  pid: 7,
  name: 'server',
  page: { source: 'pprof' as const, url: 'http://127.0.0.1:6060/debug/pprof' },
  profilesUrl: 'http://127.0.0.1:6060/debug/pprof',
  limitBytes: null,
  notices: [],
};

test('a restart changes the address of a target and nothing that names it', () => {
  const about = { pod: podIdentity(env, none), host: 'h', recorder: null };
  const before = processTarget(job, found, about);
  const after = processTarget(job, { ...found, pid: 99 }, about);
  expect(before).toMatchObject({ url: 'pid:7', workload: 'store/shop/api', page: found.page });
  expect(before.profiles?.url).toBe(found.profilesUrl);
  expect(after).toEqual({ ...before, url: 'pid:99' });
});

test('a process that cannot be seen is what it serves', () => {
  const about = { pod: podIdentity({}, none), host: 'h', recorder: null };
  const target = processTarget(job, { ...found, pid: null, name: null, notices: ['x'] }, about);
  expect(target).toMatchObject({
    source: 'pprof',
    url: found.page.url,
    workload: 'pod',
    notices: ['x'],
  });
});
