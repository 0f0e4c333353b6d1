import { expect, test } from 'vitest';
import { SharedTargets } from '../../src/serve/shared-targets.ts';
import { coldTarget, snapshot } from '../support/snapshots.ts';

test('a thousand requests look at the targets once; what happened is seen at once', () => {
  let [nowMs, looks, snoozes] = [0, 0, 0];
  const { targets: _, ...rest } = snapshot([]);
  const engine = {
    overview: () => {
      snoozes++;
      return rest;
    },
    targets: () => {
      looks++;
      return [coldTarget()];
    },
  };
  const shared = new SharedTargets(() => nowMs);
  for (let i = 0; i < 1000; i++) expect(shared.snapshot(engine).targets).toHaveLength(1);
  expect([looks, snoozes]).toEqual([1, 1000]);
  nowMs = 251;
  expect(shared.snapshot(engine).targets).toHaveLength(1);
  shared.stale();
  expect(shared.snapshot(engine).targets).toHaveLength(1);
  expect(looks).toBe(3);
  // Who asks for no targets makes nobody look.
  nowMs = 1000;
  expect(shared.snapshot(engine).snoozes).toEqual([]);
  expect(looks).toBe(3);
});
