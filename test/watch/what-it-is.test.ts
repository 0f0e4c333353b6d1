import { expect, test } from 'vitest';
import type { Target } from '../../src/model/target.ts';
import { whatItIs } from '../../src/watch/what-it-is.ts';
import { target } from '../support/fake-world.ts';

test.each<[string, Partial<Target>]>([
  ['a pprof endpoint', { source: 'pprof' }],
  ['a metrics page, with profiles at http://shop:6060/debug/pprof', { source: 'metrics' }],
  ['a metrics page, without profiles', { source: 'metrics', profiles: null }],
  ['a process of this machine, without profiles', { source: 'process', profiles: null }],
])('%s', (says, over) => {
  expect(whatItIs(target('shop', over))).toBe(says);
});
