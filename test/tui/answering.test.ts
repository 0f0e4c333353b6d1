import { expect, test, vi } from 'vitest';
import type { Incident } from '../../src/model/incident.ts';
import { success } from '../../src/model/result.ts';
import { answering } from '../../src/tui/answering.ts';
import { firstView, type View } from '../../src/tui/view.ts';
import { heapDiff, incident, nowMs, sawtoothTarget, snapshot } from '../support/snapshots.ts';

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

test('what is shown of a target is titled by its name, whatever its id', async () => {
  const saw = sawtoothTarget();
  const far = { ...saw, target: { ...saw.target, id: 'fd325a5b9523def8' } };
  const shown = snapshot([far], { incidents: [incident()] });
  const source = {
    ...{ snapshot: () => shown, subscribe: () => () => undefined },
    ...{ behind: () => null, looksAt: () => undefined },
    ...{ capture: vi.fn(), diff: async () => success(heapDiff), neighbours: vi.fn() },
  };
  const { perform } = answering(source, { nowMs: () => nowMs, copy: () => undefined });
  let view = firstView;
  const change = (next?: (view: View) => View) => {
    view = next?.(view) ?? view;
  };
  perform({ kind: 'diff', targetId: far.target.id }, change);
  const about = (kind: 'target' | 'incident', id: string) =>
    perform({ kind: 'json', about: { kind, id } }, change);
  await expect.poll(() => view.above).toHaveLength(1);
  about('target', far.target.id);
  about('incident', incident().id);
  const titles = view.above.map((one) => ('title' in one ? one.title : ''));
  expect(titles).toEqual([
    'diff of goleaky 127.0.0.1:6060',
    'goleaky 127.0.0.1:6060 as JSON',
    'goleaky · MemoryLeak as JSON',
  ]);
});
