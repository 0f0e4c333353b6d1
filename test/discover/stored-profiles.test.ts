import { expect, test } from 'vitest';
import { storedProfiles } from '../../src/discover/stored-profiles.ts';
import type { ProfileStoreConfig, ProfilesConfig } from '../../src/model/config.ts';

function sourceOf(labels: Record<string, string>, over: Partial<ProfileStoreConfig> = {}) {
  const http = { headers: {} };
  const store = {
    in: 'pyroscope',
    url: 'http://p',
    selector: null,
    windowMs: 1,
    http,
    ...over,
  } as const;
  const config: ProfilesConfig = {
    store,
    address: null,
    path: '/debug/pprof',
    kinds: ['heap'],
    gc: true,
    minIntervalMs: 1,
  };
  return storedProfiles(config, labels);
}

const pod = {
  job: 'j',
  instance: '10.0.0.1:80',
  namespace: 'shop',
  pod: 'cart-0',
  container: 'app',
};

test.each([
  [pod, {}, '{namespace="shop",pod="cart-0",container="app"}', []],
  [{ ...pod, container: '' }, {}, '{namespace="shop",pod="cart-0"}', []],
  [{ job: 'j', instance: 'a:80' }, {}, '{service_name="j",instance="a:80"}', []],
  [{ job: 'j', instance: 'a:80' }, { in: 'parca' }, '{job="j",instance="a:80"}', []],
  [pod, { selector: '{app="{{ container }}",x=~"a|b"}' }, '{app="app",x=~"a|b"}', []],
  [{ 'k8s.pod.name': 'p' }, { selector: '{pod="{{k8s.pod.name}}"}' }, '{pod="p"}', []],
  [{ job: 'a"b\\c\n' }, { selector: '{job="{{job}}"}' }, '{job="a\\"b\\\\c\\n"}', []],
  [{ job: 'j' }, { selector: '{a="{{pod}}",b="{{pod}}"}' }, '{a="{{pod}}",b="{{pod}}"}', ['pod']],
] as const)('%o with %o is found by %s', (labels, over, selector, lacks) => {
  expect(sourceOf(labels, over as Partial<ProfileStoreConfig>)?.stored).toMatchObject({
    selector,
    lacks,
  });
});

test('nothing is forced on a program that is not asked', () => {
  expect(sourceOf(pod)?.gc).toBe(false);
});
