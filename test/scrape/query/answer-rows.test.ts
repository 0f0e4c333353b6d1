import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeAnswerRows } from '../../../src/scrape/query/answer-rows.ts';

function taken(text: string) {
  const rows: unknown[] = [];
  const rest = takeAnswerRows(Buffer.from(text), (row) => rows.push(row));
  return { rows, rest };
}

describe('takeAnswerRows', () => {
  test('series, with what stands around them', () => {
    const text = '{"status":"success","data":[{"a":"]}\\"\\\\"},{"b":"ü"}],"warnings":["w"]}';
    expect(taken(text)).toEqual({
      rows: [{ a: ']}"\\' }, { b: 'ü' }],
      rest: { status: 'success', data: [], warnings: ['w'] },
    });
  });

  test('samples as numbers, however they are written', () => {
    const metric = { __name__: 'x', note: ',"values":[[' };
    const values = [
      [1.5, '2'],
      [3, 'NaN'],
      [4, '+Inf'],
    ];
    const body = (space?: number) =>
      JSON.stringify(
        {
          status: 'success',
          isPartial: true,
          data: { resultType: 'matrix', result: [{ metric, values }] },
        },
        null,
        space,
      );
    for (const text of [body(), body(2)]) {
      const { rows, rest } = taken(text);
      expect(rows).toEqual([
        { metric, times: [1500, 3000, 4000], values: [2, Number.NaN, Number.NaN] },
      ]);
      expect(rest).toMatchObject({ isPartial: true, data: { result: [] } });
    }
  });

  test('an answer without rows, and none at all', () => {
    expect(taken('{"status":"error","error":"no \\"data\\":["}').rest).toEqual({
      status: 'error',
      error: 'no "data":[',
    });
    expect(taken('<html>').rest).toBeNull();
    expect(taken('{"status":"success","data":[]}')).toEqual({
      rows: [],
      rest: { status: 'success', data: [] },
    });
  });

  test('no beginning of an answer is taken for a whole one', () => {
    const row = fc.dictionary(fc.string(), fc.string());
    fc.assert(
      fc.property(fc.array(row, { maxLength: 4 }), fc.nat(), (data, at) => {
        const text = JSON.stringify({ status: 'success', data });
        expect(taken(text).rows).toEqual(JSON.parse(text).data);
        const cut = at % text.length;
        expect(taken(text.slice(0, cut)).rest).toBeNull();
      }),
    );
  });
});

test.each([
  ['a whole answer', `{"status":"success","x":[${'[],'.repeat(2_000_000)}1]}`],
  ['one row', `{"status":"success","data":[{"a":[${'1,'.repeat(2_000_000)}1]}]}`],
])('millions of values in %s are not read', (_, text) => {
  const rows: unknown[] = [];
  expect(takeAnswerRows(Buffer.from(text), (row) => rows.push(row))).toBeNull();
  expect(rows).toEqual([]);
});
