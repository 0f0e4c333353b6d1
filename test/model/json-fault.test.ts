import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonFault, parseJson } from '../../src/model/json-fault.ts';

const mib = 2 ** 20;
const cases: [name: string, text: string, says: RegExp | null][] = [
  ['a small one, whatever is in it', '['.repeat(10_000), null],
  ['megabytes of open lists', `{"alerts":${'['.repeat(mib)}`, /nested deeper than 64/],
  ['megabytes of open objects', `{"a":`.repeat(mib), /nested deeper than 64/],
  ['millions of numbers', `[${'1,'.repeat(2 * mib)}1]`, /more than 1000000 values/],
  ['millions of empty lists', `[${'[],'.repeat(2 * mib)}1]`, /more than 1000000 values/],
  ['the same in a string', `{"a":"${'[,{'.repeat(mib)}"}`, null],
  ['… with quotes in it', `{"a":"${'\\"[\\\\\\"'.repeat(mib)}"}`, null],
  ['a string without an end', `{"a":"${'['.repeat(mib)}`, null],
  ['what is no JSON', ']'.repeat(mib), null],
];
test.each(cases)('%s', (_name, text, says) => {
  if (says === null) expect(jsonFault(text)).toBeNull();
  else expect(jsonFault(text)).toMatch(says);
});

test('ten thousand alerts of a kilobyte and a half pass', () => {
  const labels = Object.fromEntries(
    Array.from({ length: 50 }, (_, i) => [`label_${i}`, `value,{[ ${i}`]),
  );
  const body = { alerts: Array.from({ length: 10_000 }, () => ({ status: 'firing', labels })) };
  expect(jsonFault(JSON.stringify(body))).toBeNull();
});

test('what JSON writes of anything flat enough passes, however its strings look', () => {
  const padding = 'x'.repeat(70_000);
  fc.assert(
    fc.property(fc.json({ maxDepth: 20 }), fc.string(), (json, text) => {
      expect(jsonFault(JSON.stringify({ json, text, padding }))).toBeNull();
      expect(jsonFault(`[${json},"${padding}"]`)).toBeNull();
    }),
  );
});

test('what has a fault is not parsed, and what is parsed is as JSON has it', () => {
  expect(() => parseJson(`[${'1,'.repeat(2 * mib)}1]`)).toThrow('it has more than 1000000 values');
  expect(() => parseJson(`[${'1,'.repeat(40_000)}1]`, 30_000)).toThrow('more than 30000 values');
  expect(() => parseJson('{')).toThrow(SyntaxError);
  expect(parseJson('{"a":[1]}')).toEqual({ a: [1] });
});
