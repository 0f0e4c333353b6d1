import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logfmt } from '../../src/serve/logfmt.ts';

test.each<[Record<string, unknown>, string]>([
  [{}, ''],
  [{ level: 'info', msg: 'target is up' }, 'level=info msg="target is up"'],
  [{ target: '127.0.0.1:6060', n: 3, ok: true }, 'target=127.0.0.1:6060 n=3 ok=true'],
  [{ empty: '' }, 'empty=""'],
  [{ a: 'x=1', b: 'say "no"', c: 'C:\\x' }, 'a="x=1" b="say \\"no\\"" c="C:\\\\x"'],
  [{ a: 'one\ntwo\ttabs' }, 'a="one\\ntwo\\ttabs"'],
  [{ a: 'Größe', b: '日本' }, 'a=Größe b=日本'],
  [{ a: null, b: [1, 'x'], c: undefined }, 'a=null b="[1,\\"x\\"]" c=null'],
  [{ 'a b=c"\n': 1, '': 2 }, 'a_b_c__=1 _=2'],
])('%j', (fields, line) => {
  expect(logfmt(fields)).toBe(line);
});

test('whatever the fields, it is one line, and each value is read back', () => {
  const name = fc.stringMatching(/^[a-z]+$/);
  const some = fc.dictionary(name, fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(some, (fields) => {
      const line = logfmt(fields);
      expect(line).not.toMatch(/[\n\r]/);
      const read = [...line.matchAll(/([a-z]+)=("(?:[^"\\]|\\.)*"|\S+)/gu)].map(
        ([, key = '', value = '']) => [key, value.startsWith('"') ? JSON.parse(value) : value],
      );
      expect(Object.fromEntries(read)).toEqual({ ...fields });
    }),
  );
});
