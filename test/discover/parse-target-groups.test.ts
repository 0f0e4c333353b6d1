import { expect, test } from 'vitest';
import { parseTargetGroups } from '../../src/discover/parse-target-groups.ts';

const about = { source: '/t', meta: { __meta_filepath: '/t' } };

test.each(['json', 'yaml'] as const)('a list in %s', (format) => {
  const text =
    '[{"targets": ["a:1", "b:2"], "labels": {"env": "x", "__path": "0123"}}, {"targets": []}]';
  expect(parseTargetGroups(text, format, about)).toEqual({
    ok: true,
    value: [
      {
        source: '/t:0',
        labels: { env: 'x', __path: '0123', __meta_filepath: '/t' },
        targets: [{ __address__: 'a:1' }, { __address__: 'b:2' }],
      },
      { source: '/t:1', labels: { __meta_filepath: '/t' }, targets: [] },
    ],
  });
});

test.each([
  ['json', '[{"targets": ["a:1"], "labels": {"k8s.pod.name": "p", "über": "1"}}]'],
  ['yaml', '- targets: [a:1]\n  labels: { k8s.pod.name: p, über: 1 }\n'],
] as const)('any text is the name of a label, in %s', (format, text) => {
  const parsed = parseTargetGroups(text, format, about);
  expect(parsed.ok && parsed.value[0]?.labels).toMatchObject({ 'k8s.pod.name': 'p', über: '1' });
});

test('YAML takes a number for a text, and nothing for no list', () => {
  const text = '- targets: [a:1]\n  labels: { version: 1.10, on: yes }\n';
  const parsed = parseTargetGroups(text, 'yaml', about);
  expect(parsed.ok && parsed.value[0]?.labels).toMatchObject({ version: '1.10', on: 'yes' });
  expect(parseTargetGroups('', 'yaml', about)).toEqual({ ok: true, value: [] });
});

test.each([
  ['{}', 'json', 'a list of { targets: […], labels: {…} } is needed'],
  ['[{"targets": ["a:1"', 'json', /this is no JSON: /],
  ['[null]', 'json', /^\[0\]: /],
  ['[{"targets": "a:1"}]', 'json', '[0].targets: a list of hosts and ports is needed'],
  ['[{"targets": [1]}]', 'json', /^\[0\]\.targets\[0\]: /],
  ['[{"targets": [], "labels": {"a": 1}}]', 'json', '[0].labels.a: a text is needed'],
  ['[{"labels": {"": "1"}}]', 'json', "[0].labels.: a label's name must not be empty"],
  [
    '[{"labels": {"a\\ud800": "1"}}]',
    'json',
    "[0].labels.a\ud800: a label's name must be valid UTF-8",
  ],
  ['- labels: { "a\ufffd": x }', 'yaml', /^\[0\]\.labels\.a.: a label's name must be valid UTF-8/],
  ['[{"target": []}]', 'json', /^\[0\]: .*target/],
  ['- targets: [a:1\n- b', 'yaml', /^line 2: YAML cannot be read/],
  ['- targets: [a]\n  targets: [b]\n', 'yaml', /^line 2: .*set twice/],
] as const)('%s is refused', (text, format, reason) => {
  const parsed = parseTargetGroups(text, format, about);
  expect(parsed.ok).toBe(false);
  if (!parsed.ok) expect(parsed.reason).toMatch(reason);
});

test.each([
  ['numbers', '1', /^this is no JSON: it has more than 2000000 values/],
  ['empty lists', '[]', /^this is no JSON: it has more than 2000000 values/],
])('thirty megabytes of %s are refused before they are values', (_, one, reason) => {
  const text = `[${`${one},`.repeat(30_000_000 / (one.length + 1))}1]`;
  const parsed = parseTargetGroups(text, 'json', about);
  expect(parsed).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
});

test('the first fault of a million is told, and the others are not looked for', () => {
  for (const text of [
    `[${'1,'.repeat(1_900_000)}1]`,
    `[{"targets":[${'1,'.repeat(1_900_000)}1]}]`,
  ]) {
    const heapBytes = process.memoryUsage().heapUsed;
    expect(parseTargetGroups(text, 'json', about)).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^\[0\]/),
    });
    expect(process.memoryUsage().heapUsed - heapBytes).toBeLessThan(100 * 2 ** 20);
  }
});
