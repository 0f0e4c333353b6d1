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
  ['[{"targets": [], "labels": {"a-b": "1"}}]', 'json', /^\[0\]\.labels\.a-b: /],
  ['[{"target": []}]', 'json', /^\[0\]: .*target/],
  ['- targets: [a:1\n- b', 'yaml', /^line 2: YAML cannot be read/],
  ['- targets: [a]\n  targets: [b]\n', 'yaml', /^line 2: .*set twice/],
] as const)('%s is refused', (text, format, reason) => {
  const parsed = parseTargetGroups(text, format, about);
  expect(parsed.ok).toBe(false);
  if (!parsed.ok) expect(parsed.reason).toMatch(reason);
});
