import { expect, test } from 'vitest';
import { WorkloadWatch } from '../../src/watch/workload-watch.ts';
import { minuteMs, shippedRules } from '../support/fleet.ts';

/** What is told of a calm program with memory, files and goroutines after so many minutes. */
function told(minutes: number) {
  const workload = new WorkloadWatch(shippedRules);
  for (let atMs = 0; atMs <= minutes * minuteMs; atMs += minuteMs / 4) {
    const rss = 1e8 + 1e6 * Math.sin(atMs / 9000);
    workload.observe({ atMs, instance: 'a', figures: { rss, openFds: 12, goroutines: 9 } });
    workload.judge(atMs);
  }
  return workload.verdict;
}

test('of verdicts that are alike the one on memory is told', () => {
  expect(told(2)).toMatchObject({ kind: 'insufficient-data', signal: 'rss' });
  expect(told(60)).toMatchObject({ kind: 'steady', signal: 'rss' });
});

test('a rule on what a program does not have says less than any other', () => {
  const workload = new WorkloadWatch(shippedRules);
  workload.observe({ atMs: 0, instance: 'a', figures: { rss: 1e8 } });
  workload.judge(0);
  expect(workload.verdict).toMatchObject({ signal: 'rss', value: 1e8 });
});

test('a time scale that no rule has any more keeps nothing', () => {
  const scaled = (timeScale: number) => shippedRules.map((rule) => ({ ...rule, timeScale }));
  const workload = new WorkloadWatch(shippedRules);
  for (let timeScale = 2; timeScale < 50; timeScale++) workload.follow(scaled(timeScale));
  expect([...workload.timeScales]).toEqual([49]);
});
