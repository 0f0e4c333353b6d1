import { expect, test } from 'vitest';
import { WorkloadShelf } from '../../src/watch/workload-shelf.ts';
import { rule } from '../support/rule.ts';
import { incident } from '../support/snapshots.ts';

const rules = [rule()];
const hourMs = 3_600_000;
const nobody: ReadonlySet<string> = new Set();

/** A shelf with so many workloads of which there is a minute of readings. */
function shelf(count: number): WorkloadShelf {
  const made = new WorkloadShelf();
  for (let i = 0; i < count; i++) known(made, `pod-${i}`, 60_000);
  return made;
}

function known(on: WorkloadShelf, name: string, forMs: number) {
  const workload = on.getOrAdd(name, rules);
  for (const atMs of [0, forMs]) workload.observe({ atMs, instance: 'a', figures: { rss: 1e8 } });
  return workload;
}

function fire(on: WorkloadShelf, name: string): void {
  const [first] = rules;
  if (first === undefined) throw new Error('there is no rule');
  const track = { ...on.getOrAdd(name, rules).tracks[0]?.track, incident: incident() };
  on.getOrAdd(name, rules).restore(first, track as never);
}

const size = (of: WorkloadShelf) => [...of.all()].length;

test('who has no target is kept for a day', () => {
  const few = shelf(10);
  few.note(nobody, 0, true);
  few.note(nobody, 23 * hourMs, true);
  expect(size(few)).toBe(10);
  few.note(nobody, 24 * hourMs, true);
  expect(size(few)).toBe(0);
});

test('of a crowd those go first that have been gone for longer than they were known', () => {
  const crowd = shelf(5000);
  known(crowd, 'old friend', 2 * hourMs);
  crowd.note(nobody, 0, true);
  crowd.note(nobody, 60_000, true);
  expect(size(crowd)).toBe(5001);
  crowd.note(nobody, hourMs, true);
  expect(size(crowd)).toBe(2000);
  expect(crowd.get('old friend')).toBeDefined();
});

test('who comes back is not gone', () => {
  const few = shelf(2);
  few.note(nobody, 0, true);
  few.note(new Set(['pod-0']), hourMs, true);
  expect([...few.gone(2 * hourMs)].map(({ forMs }) => forMs)).toEqual([2 * hourMs]);
});

test('whose incident goes on is not forgotten, and not gone while it is not known who is there', () => {
  const crowd = shelf(3000);
  fire(crowd, 'pod-7');
  crowd.note(nobody, 0, true);
  crowd.note(nobody, 48 * hourMs, false);
  expect([...crowd.all()]).toEqual([crowd.get('pod-7')]);
  expect([...crowd.gone(48 * hourMs)].map(({ forMs }) => forMs)).toEqual([0]);
});
