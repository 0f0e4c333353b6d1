import { expect, test } from 'vitest';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { neighboursOf } from '../../src/profile/neighbours-of.ts';
import { findSampleType } from '../../src/profile/sample-type.ts';
import { heapBytes } from '../support/profile-text.ts';

const drawn = decodeProfile(
  heapBytes(`
    2   2   100   make a.go:1 ~ save a.go:2 < serve b.go:3 < main c.go:4
    1   1    50   make a.go:1 < save a.go:2 < batch b.go:9 < main c.go:4
    3   3    10   walk a.go:5 < walk a.go:6 < save a.go:2 < serve b.go:3
    5   5     1   other a.go:7 < main c.go:4
  `),
);

function of(name: string) {
  if (!drawn.ok) throw new Error(drawn.reason);
  return neighboursOf(drawn.value, findSampleType(drawn.value, ['inuse_space']), name);
}

test('callers and callees, the most first, each stack once', () => {
  expect(of('save')).toEqual({
    ...{ function: 'save', flat: 0, cum: 280, unit: 'bytes' },
    callers: [
      { function: 'serve', value: 230 },
      { function: 'batch', value: 50 },
    ],
    callees: [
      { function: 'make', value: 250 },
      { function: 'walk', value: 30 },
    ],
  });
});

test('who calls itself is no neighbour of its own', () => {
  expect(of('walk')).toMatchObject({
    ...{ flat: 30, cum: 30, callees: [] },
    callers: [{ function: 'save', value: 30 }],
  });
});

test('of what is on no stack there is nothing to say', () => expect(of('nobody')).toBeNull());
