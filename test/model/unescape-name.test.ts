import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unescapeName } from '../../src/model/unescape-name.ts';

// Escaped by prometheus/common's EscapeName.
test.each([
  ['dots', 'http_dot_server__time', 'http.server_time'],
  ['dots', 'a__dot__b', 'a_dot_b'],
  ['dots', 'a_dot___b', 'a._b'],
  ['values', 'U__http_2e_server__time', 'http.server_time'],
  ['values', 'U___1f600_', '😀'],
  ['values', 'http_2e_server', 'http_2e_server'],
  ['underscores', 'a__b_dot_c', 'a__b_dot_c'],
  ['allow-utf-8', 'U__a_2e_b', 'U__a_2e_b'],
] as const)('%s: %s was %s', (scheme, escaped, name) => {
  expect(unescapeName(escaped, scheme)).toBe(name);
});

test.each(['U__a_2e', 'U__a_', 'U__a_xyz_', 'U__a_1234567_', 'U__a_d800_', 'U__a_110000_'])(
  'what is no name of values stays as it is: %s',
  (name) => {
    expect(unescapeName(name, 'values')).toBe(name);
  },
);

/** The ways of https://prometheus.io/docs/instrumenting/escaping_schemes, for names that begin with no digit. */
const asDots = (name: string) =>
  name.replaceAll(/[^a-zA-Z0-9:]/gu, (c) => (c === '.' ? '_dot_' : '__'));
const asValues = (name: string) =>
  /^[\w:]*$/.test(name)
    ? name
    : `U__${name.replaceAll(/[^a-zA-Z0-9:]/gu, (c) => (c === '_' ? '__' : `_${c.codePointAt(0)?.toString(16)}_`))}`;

test('any name comes back from values, and any of letters, dots and _ from dots', () => {
  const dotted = fc.stringMatching(/^[a-z][a-z0-9._]{0,20}$/);
  fc.assert(fc.property(dotted, (name) => unescapeName(asDots(name), 'dots') === name));
  const any = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((name) => !/^(\d|U__)/.test(name));
  fc.assert(fc.property(any, (name) => unescapeName(asValues(name), 'values') === name));
});
