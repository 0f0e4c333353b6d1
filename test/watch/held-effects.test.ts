import { expect, test } from 'vitest';
import type { Effect } from '../../src/incident/state.ts';
import type { IncidentState } from '../../src/model/incident.ts';
import { HeldEffects } from '../../src/watch/held-effects.ts';
import { HeldStretches } from '../../src/watch/held-stretches.ts';
import { newTargetState } from '../../src/watch/target-state.ts';
import { target } from '../support/fake-world.ts';
import { rule as newRule } from '../support/rule.ts';
import { incident } from '../support/snapshots.ts';

const state = newTargetState(target('shop'));
const rule = newRule();
const of = (id: string, incidentState: IncidentState, activeAtMs: number) => ({
  ...incident(),
  id,
  state: incidentState,
  activeAtMs,
});
const record = (id: string, incidentState: IncidentState, activeAtMs: number): Effect => ({
  kind: 'record',
  incident: of(id, incidentState, activeAtMs),
});
const notify = (id: string, status: 'firing' | 'resolved', activeAtMs: number): Effect => ({
  kind: 'notify',
  incident: of(id, status, activeAtMs),
  status,
});

/** What is left of effects that come while readings are taken in; incident `old` was there before. */
function released(...effects: readonly Effect[]): string[] {
  const held = new HeldEffects(new Set(['old']));
  for (const effect of effects) held.hold({ effect, rule, where: state, memory: undefined });
  return held.effects.map(({ effect }) =>
    effect.kind === 'capture'
      ? `capture ${effect.role}`
      : `${effect.kind} ${effect.incident.id} ${effect.incident.state}`,
  );
}

test('of what goes on the last word', () => {
  expect(
    released(
      record('a', 'pending', 150),
      record('a', 'firing', 150),
      notify('a', 'firing', 150),
      notify('a', 'firing', 150),
    ),
  ).toEqual(['record a firing', 'notify a firing']);
});

test('what began and ended meanwhile is history', () => {
  expect(
    released(
      record('a', 'pending', 150),
      record('a', 'firing', 150),
      notify('a', 'firing', 150),
      record('a', 'resolved', 150),
      notify('a', 'resolved', 150),
      record('b', 'pending', 160),
      record('b', 'inactive', 160),
    ),
  ).toEqual([]);
});

test('the end of what was told before is told', () => {
  expect(released(record('old', 'resolved', 50), notify('old', 'resolved', 50))).toEqual([
    'record old resolved',
    'notify old resolved',
  ]);
});

test('one capture of a target, the last that was asked for', () => {
  const capture = (role: 'suspicion' | 'incident'): Effect => ({
    kind: 'capture',
    targetId: state.target.id,
    role,
    profiles: ['heap'],
  });
  expect(released(capture('suspicion'), capture('incident'))).toEqual(['capture incident']);
});

test('a past of a hundred thousand incidents holds one of them at a time', () => {
  const held = new HeldEffects(new Set());
  let most = 0;
  for (let i = 0; i < 100_000; i++) {
    for (const stage of ['pending', 'firing', 'resolved'] as const) {
      const effect = record(`i${i}`, stage, i);
      held.hold({ effect, rule, where: state, memory: undefined });
      most = Math.max(most, held.effects.length);
    }
  }
  expect(most).toBe(1);
});

test('what waits of a workload that has no target any more is let go of', () => {
  const held = new HeldStretches();
  for (let i = 0; i < 1000; i++) {
    const reading = { atMs: i, instance: 'a', figures: {} };
    const readings = [{ state: state, reading }];
    const place = { key: '', saved: () => null };
    held.of({ workload: `w${i}`, readings, upToDate: false, judgeFromMs: 0, place });
  }
  held.keepOnly(new Set(['w7']));
  expect(held.size).toBe(1);
});
