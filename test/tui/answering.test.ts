import { expect, test, vi } from 'vitest';
import type { Incident } from '../../src/model/incident.ts';
import { success } from '../../src/model/result.ts';
import { answering } from '../../src/tui/answering.ts';
import { incident, nowMs, sawtoothTarget, snapshot } from '../support/snapshots.ts';

test('the report of a target is of the incident that its row shows, not of a newer one that is over', async () => {
  const over = { state: 'resolved', activeAtMs: nowMs - 9000, resolvedAtMs: nowMs - 1000 } as const;
  const shown = snapshot([sawtoothTarget()], {
    incidents: [incident({ id: 'newer', ...over }), incident({ id: 'firing' })],
  });
  const report = vi.fn(async (one: Incident) => success(`${one.id}.html`));
  const source = {
    ...{ snapshot: () => shown, report, subscribe: () => () => undefined },
    ...{ behind: () => null, looksAt: () => undefined },
    ...{ capture: vi.fn(), diff: vi.fn(), neighbours: vi.fn() },
  };
  const { perform, answers } = answering(source, { nowMs: () => nowMs, copy: () => undefined });
  const about = { kind: 'target', id: sawtoothTarget().target.id } as const;
  perform({ kind: 'report', about }, () => undefined);
  await expect.poll(() => answers().message?.text).toBe('report: firing.html');
});
