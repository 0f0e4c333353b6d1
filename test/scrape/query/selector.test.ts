import { expect, test } from 'vitest';
import { selectorOf } from '../../../src/scrape/query/selector.ts';

test.each([
  ['one value', '', [{ label: 'job', values: ['a"b'] }], String.raw`{job="a\"b"}`],
  [
    'several values, beside a person',
    'namespace="shop"',
    [{ label: 'pod', values: ['a.b', 'c'] }],
    String.raw`{namespace="shop",pod=~"a\\.b|c"}`,
  ],
  [
    'names that only Prometheus 3 takes',
    '"a.b"="c"',
    [
      { label: 'k8s.pod.name', values: ['p'] },
      { label: 'ü "x"', values: ['p', 'q'] },
    ],
    String.raw`{"a.b"="c","k8s.pod.name"="p","ü \"x\""=~"p|q"}`,
  ],
])('%s', (_, match, matchers, written) => {
  expect(selectorOf(match, matchers)).toBe(written);
});
