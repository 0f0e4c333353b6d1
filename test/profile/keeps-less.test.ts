import { expect, test } from 'vitest';
import { keepsLess } from '../../src/profile/keeps-less.ts';
import { random } from '../support/series-generator.ts';

test.each([
  { name: 'a full ring', made: [7, 16, 24, 37, 46], freed: [0, 0, 0, 2, 7], less: true },
  { name: 'a leak of all', made: [7, 16, 24, 37, 46], freed: [0, 0, 0, 0, 0], less: false },
  { name: 'a leak of a half', made: [0, 20, 40, 60, 80], freed: [0, 10, 19, 31, 41], less: false },
  { name: 'two more freed', made: [0, 8, 16, 24, 32], freed: [0, 1, 2, 3, 6], less: false },
  {
    name: 'garbage that is freed late',
    made: [0, 0, 0, 0, 0],
    freed: [0, 0, 0, 0, 3],
    less: false,
  },
  {
    name: 'a trifle of many',
    made: [0, 1e6, 2e6, 3e6, 4e6],
    freed: [0, 3e5, 6e5, 9e5, 12.1e5],
    less: false,
  },
  {
    name: 'of many a third more',
    made: [0, 1e6, 2e6, 3e6, 4e6],
    freed: [0, 3e5, 6e5, 9e5, 15e5],
    less: true,
  },
  {
    name: 'more than fits',
    made: [0, 1e9, 2e9, 3e9, 4e9],
    freed: [0, 3e8, 6e8, 12e8, 18e8],
    less: true,
  },
  { name: 'three captures', made: [0, 100, 200], freed: [0, 0, 100], less: false },
])('keeps less than before: $name is $less', ({ made, freed, less }) => {
  expect(keepsLess({ objects: { made, freed }, freedShare: 0.5 })).toBe(less);
});

test('what is freed of another size than grows says nothing of what grows', () => {
  const objects = { made: [7, 16, 24, 37, 46], freed: [0, 0, 0, 2, 7] };
  expect(keepsLess({ objects, freedShare: 0 })).toBe(false);
});

/** Sampled objects of five captures of a site that keeps a constant part. */
function constantPart(uniform: () => number) {
  const kept = 0.3 + 0.7 * uniform();
  const made = [0];
  const freed = [0];
  for (let i = 0; i < 4; i++) {
    const count = 5 + Math.floor(20 * uniform());
    const gone = Array.from({ length: count }, uniform).filter((chance) => chance > kept).length;
    made.push((made.at(-1) ?? 0) + count);
    freed.push((freed.at(-1) ?? 0) + gone);
  }
  return { made, freed };
}

test('what keeps a constant part is taken for one that keeps less at most once in twenty times', () => {
  const uniform = random(11);
  const runs = Array.from({ length: 2000 }, () => constantPart(uniform));
  const wrong = runs.filter((objects) => keepsLess({ objects, freedShare: 0.5 }));
  expect(wrong.length / runs.length).toBeLessThan(0.05);
});
