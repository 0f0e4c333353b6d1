import { expect, test } from 'vitest';
import { partOf } from '../../src/cli/part-of.ts';

const nobody = { externalLabels: {}, jobs: [], processes: [], targets: [] };
const shop = { ...nobody, jobs: [{ jobName: 'shop' }, { jobName: 'web' }] };
const eu = { ...shop, externalLabels: { cluster: 'eu' } };
const part = (about: Partial<typeof nobody> | object) => partOf({ ...nobody, ...about }, 'box-1');

test('a part is a shard by its number, a machine by its name, else all', () => {
  const shard = { index: 1, count: 3 };
  expect(part({ jobs: [{ jobName: 'shop', shard }] })).toMatch(/^shard-1-of-3-[0-9a-f]{16}$/);
  expect(part({ processes: [{ jobName: 'pods' }] })).toMatch(/^box-1-[0-9a-f]{16}$/);
  expect(part(shop)).toMatch(/^all-[0-9a-f]{16}$/);
});

test('two deployments are two, by their external labels or the names of their jobs', () => {
  const staging = { ...nobody, jobs: [{ jobName: 'staging' }] };
  const us = { ...shop, externalLabels: { cluster: 'us' } };
  const named = { ...nobody, targets: [{ url: 'http://127.0.0.1:6060/debug/pprof' }] };
  expect(new Set([shop, staging, us, eu, named, nobody].map(part)).size).toBe(6);
});

test('a successor is the same: the order of the jobs is nothing, and with external labels neither is which there are', () => {
  expect(part({ ...shop, jobs: shop.jobs.toReversed() })).toBe(part(shop));
  expect(part({ ...eu, jobs: [{ jobName: 'another' }] })).toBe(part(eu));
});
