import { expect, test } from 'vitest';
import { newsOf } from '../../src/incident/news-of.ts';
import type { Incident } from '../../src/model/incident.ts';
import { heapDiff, incident, saveReport } from '../support/snapshots.ts';
import { verdict } from '../support/verdict.ts';

const before = incident();
const figures = { leakRatePerSecond: 9e6, timeToLimitSeconds: 12, value: 7e8 };

test.each<[what: string, over: Partial<Incident>, isNews: boolean]>([
  ['the state', { state: 'resolved' }, true],
  ['the kind of the verdict', { verdict: verdict('leak', 'alarm') }, true],
  ['another culprit', { culprits: [{ ...saveReport, function: 'app/cache.Put' }] }, true],
  ['how sure the culprit is', { culprits: [{ ...saveReport, confidence: 'likely' }] }, true],
  ['what was measured', { verdict: { ...before.verdict, ...figures } }, false],
  ['by how much the culprit grew', { culprits: [{ ...saveReport, growth: 9e8 }] }, false],
  ['one more diff that says the same', { diffs: [heapDiff, heapDiff] }, false],
])('%s: news or not', (_what, over, isNews) => {
  expect(newsOf({ ...before, ...over }) !== newsOf(before)).toBe(isNews);
});
