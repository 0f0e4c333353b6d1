import { expect, test } from 'vitest';
import { hideSecrets } from '../../src/http/hide-secrets.ts';

test.each([
  ['a token in a parameter', 'token=abcdef123', 'abcdef123 is unknown', '<secret> is unknown'],
  ['the same as it is written', 'sig=ab%2Fcdef', 'no ab%2Fcdef here', 'no <secret> here'],
  ['and as it is meant', 'sig=ab%2Fcdef', 'no ab/cdef here', 'no <secret> here'],
  ['what stands in texts by chance', 'sp=1&sv=true', '1 of true', '1 of true'],
  ['a format', 'format=prometheus', 'unknown format prometheus', 'unknown format prometheus'],
  ['a version', 'resourceVersion=1234567', 'too old: 1234567', 'too old: 1234567'],
  ['a query', 'query=sum(rate(a))', 'parse error: sum(rate(a))', 'parse error: sum(rate(a))'],
])('%s', (_, search, text, shown) => {
  expect(hideSecrets(text, { url: `http://peer/path?${search}`, http: { headers: {} } })).toBe(
    shown,
  );
});
