import { expect, test } from 'vitest';
import type { Diff } from '../../src/model/culprit.ts';
import { diffCaptures } from '../../src/profile/diff-captures.ts';
import { type Drawing, heapBytes } from '../support/profile-text.ts';

const root = 'shop.Handle /src/shop/handle.go:2 < net/http.(*conn).serve net/http/server.go:5';
const load = 'shop/db.load /src/shop/db/load.go:3';

function diffOf(draw: (capture: number) => string, drawing: Drawing): Diff {
  const diff = diffCaptures(
    [0, 1, 2, 3, 4].map((i) => ({ bytes: heapBytes(draw(i), drawing), atMs: i * 2000 })),
  );
  if (!diff.ok) throw new Error(diff.reason);
  return diff.value;
}

function check(
  draw: (capture: number) => string,
  culprit: string | undefined,
  says = '',
  drawing: Drawing = {},
): Diff {
  const diff = diffOf(draw, drawing);
  expect(diff.culprits[0]?.function).toBe(culprit);
  expect(diff.warnings.join()).toContain(says);
  return diff;
}

/** Callers of one loader: what each has allocated and kept after `i` captures of 1000 calls. */
function callers(kept: Readonly<Record<string, number>>, shared = '') {
  return (i: number) =>
    Object.entries(kept)
      .map(
        ([name, part]) =>
          `${10 + i * 1000 * part} ${10 + i * 1000} 4096 ${load} < ${shared}shop.${name} /src/shop/${name}.go:9 < ${root}`,
      )
      .join('\n');
}

test('of three callers the one that keeps is named', () => {
  const diff = check(callers({ Export: 1, Preview: 0, Search: 0 }), 'shop.Export');
  expect(diff.culprits[0]).toMatchObject({
    package: 'shop',
    file: '/src/shop/Export.go',
    line: 9,
    leaf: 'shop/db.load',
    confidence: 'confirmed',
  });
});

test('through a helper that all of them call too', () => {
  const helper = 'shop/db.retry /src/shop/db/retry.go:3 < ';
  check(callers({ Export: 1, Preview: 0 }, helper), 'shop.Export');
});

test('callers that keep alike leave the function that they call', () => {
  check(callers({ Export: 1, Preview: 1 }), 'shop/db.load');
  check(callers({ Export: 1 }), 'shop/db.load');
});

test('what a transport holds goes to who calls it and grows along', () => {
  const client =
    'net/http.(*Client).Do net/http/client.go:7 < shop.Stock /src/shop/stock.go:4 < shop.Handle /src/shop/handle.go:3';
  const diff = check(
    (i) => `
      ${i * 1500} ${i * 1500} 8192 bufio.NewReaderSize bufio/bufio.go:3 < net/http.(*Transport).dialConn net/http/transport.go:3
      ${i * 1500} ${i * 1500} 512 net/http.NewRequest net/http/request.go:2 < ${client}
      ${9 + (i % 2)} ${i * 900} 64 fmt.Sprint fmt/print.go:3 < ${root}`,
    'shop.Stock',
    'most of its growth is inferred',
    { rateBytes: 512 * 1024 },
  );
  expect(diff.verdict).toBe('likely');
  expect(diff.culprits[0]?.share).toBeGreaterThan(0.9);
});

test('without such a caller the library stays named', () => {
  check(
    (i) => `
      ${i * 900} ${i * 900} 8192 bufio.NewReaderSize bufio/bufio.go:3 < net/http.(*conn).serve net/http/server.go:3
      ${i * 300} ${i * 300} 64 shop.note /src/shop/note.go:2 < ${root}`,
    'shop.note',
  );
  check(
    (i) =>
      `${i * 900} ${i * 900} 8192 bufio.NewReaderSize bufio/bufio.go:3 < net/http.(*conn).serve net/http/server.go:3`,
    'bufio.NewReaderSize',
    'the caller is not known',
  );
});

test('what replaces objects of the same size is no leak', () => {
  check(
    (i) => `
      ${1000 - i * 200} 1000 16384 shop.fill /src/shop/fill.go:2 < shop.init /src/shop/fill.go:1
      ${i * 200} ${i * 300} 16384 shop.remember /src/shop/fill.go:9 < ${root}`,
    undefined,
    'it replaces objects of the same size that shop.fill held',
  );
});
