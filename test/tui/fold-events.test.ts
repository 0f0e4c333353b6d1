import { expect, test } from 'vitest';
import type { WatchEvent } from '../../src/model/event.ts';
import { eventStrip } from '../../src/tui/event-strip.ts';
import { foldEvents } from '../../src/tui/fold-events.ts';
import { lineText } from '../../src/tui/line-text.ts';

const of = { workload: 'shop', target: '10.0.0.7:6060' };

function captured(atMs: number, kind: 'heap' | 'goroutine', target = of.target): WatchEvent {
  const capture = {
    ...{ id: `${atMs}`, targetId: target, kind, role: 'suspicion', atMs, bytes: 1024 },
    ...{ tookMs: 18, path: `captures/${atMs}.pb.gz` },
  } as const;
  return { kind: 'captured', atMs, ...of, target, capture } as WatchEvent;
}

function failed(atMs: number): WatchEvent {
  return { kind: 'capture-failed', atMs, ...of, reason: 'it timed out' } as WatchEvent;
}

function ended(atMs: number): WatchEvent {
  return { kind: 'target-down', atMs, ...of, reason: 'refused' } as WatchEvent;
}

function linesOf(events: readonly WatchEvent[], ofOne = false): string[] {
  return eventStrip(foldEvents(events), 60_000, ofOne).map((line) =>
    lineText(line, null).slice(10).trimStart(),
  );
}

test('a suspicion takes a line for what it captures and one for what fails, each where its newest is', () => {
  const events = [
    ended(1),
    captured(2, 'heap'),
    captured(3, 'goroutine'),
    failed(4),
    captured(5, 'heap'),
    failed(6),
  ];
  expect(foldEvents(events).map(({ event }) => event.atMs)).toEqual([1, 5, 6]);
  expect(linesOf(events)).toEqual([
    'down        shop 10.0.0.7:6060  refused',
    'captured    shop 10.0.0.7:6060  3 profiles: suspicion heap, suspicion goroutine',
    'no capture  shop 10.0.0.7:6060  it timed out',
  ]);
  expect(linesOf(events, true)[1]).toBe(
    'captured    3 profiles: suspicion heap, suspicion goroutine',
  );
});

test('not over what happened in between, and not of two targets', () => {
  const events = [captured(1, 'heap'), captured(2, 'heap', 'b:1'), ended(3), captured(4, 'heap')];
  expect(foldEvents(events).map(({ event }) => event.atMs)).toEqual([1, 2, 3, 4]);
  expect(linesOf(events)[0]).toContain('suspicion heap, 1.0 KiB in 18 ms: 1.pb.gz');
});
