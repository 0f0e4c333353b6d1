import { expect, test } from 'vitest';
import type { WatchEvent } from '../../src/model/event.ts';
import { eventLine } from '../../src/render/event-line.ts';
import { PastEvents } from '../../src/serve/past-events.ts';
import { culprit, diff } from '../support/diff.ts';
import { everyEvent } from '../support/events.ts';
import { incident, nowMs } from '../support/snapshots.ts';

function past(event: WatchEvent): readonly WatchEvent[] {
  const events = new PastEvents();
  events.add(event);
  return events.after(0);
}

const blocked = culprit('blocked.pump', 'confirmed', { growth: 4090 });
const goroutines: WatchEvent = {
  ...{ kind: 'incident', atMs: nowMs, target: 'blocked', workload: 'blocked' },
  incident: incident({
    culprits: [blocked],
    diffs: [diff('confirmed', [blocked], { sampleType: 'goroutine', unit: 'count' })],
  }),
};

test('who looks on is told of goroutines, not of bytes', () => {
  expect(past(goroutines).map(eventLine)).toEqual([eventLine(goroutines)]);
  expect(eventLine(goroutines)).toMatch(/blocked\.pump .*\+4.?090/);
});

const told = everyEvent().filter(({ kind }) => kind !== 'verdict');

test.each(told.map((event, i) => [`${i} ${event.kind}`, event] as const))(
  'who looks on reads of %s what who watches reads',
  (_name, event) => {
    expect(past(event).map(eventLine)).toEqual([eventLine(event)]);
  },
);

test('what only a record needs is not sent', () => {
  const [sent] = past(goroutines);
  expect(sent).toMatchObject({
    incident: { captures: [], diffs: [{ top: [], culprits: [{ stack: [] }] }] },
  });
  expect(sent).not.toHaveProperty('incident.timeline');
});
