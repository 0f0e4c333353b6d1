import { expect, test } from 'vitest';
import { Recent } from '../../../src/cli/pprof/web/recent.ts';

test('what was asked for lately is not made again, and the oldest goes', () => {
  const made: string[] = [];
  const recent = new Recent<string>();
  const get = (key: string) => recent.get(key, () => key.repeat(made.push(key)));
  expect([...'abcda'].map(get)).toEqual(['a', 'bb', 'ccc', 'dddd', 'a']);
  expect(get('e')).toBe('eeeee');
  expect(get('b')).toBe('bb');
  expect(get('a')).toBe('aaaaaa');
  recent.drop('a');
  expect(get('a')).toBe('aaaaaaa');
});
