import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  joinAnswer,
  type KnownSnapshot,
  type SnapshotAnswer,
} from '../../src/cli/attach/join-answer.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { parseModelJson } from '../../src/render/snapshot-json.ts';
import { AttachSnapshots } from '../../src/serve/attach-snapshots.ts';
import { incident, nowMs, quietTarget, sawtoothTarget, snapshot } from '../support/snapshots.ts';

/** A server over a snapshot that `set` changes, its clock, and a reader of it. */
function start(first: Snapshot) {
  let now = first;
  let atMs = 0;
  let looks = 0;
  const make = () =>
    new AttachSnapshots(
      () => {
        looks += 1;
        return now;
      },
      () => atMs,
    );
  let server = make();
  let known: KnownSnapshot | null = null;
  return {
    set: (next: Snapshot) => {
      now = next;
    },
    pass: (ms: number) => {
      atMs += ms;
    },
    restart: () => {
      now = { ...now, startedAtMs: now.startedAtMs + 1 };
      server = make();
    },
    looks: () => looks,
    read: (wholeId: string | null = null) => {
      const text = server.answer(known?.version ?? null, wholeId);
      const answer = parseModelJson(text) as SnapshotAnswer;
      known = joinAnswer(known, answer);
      return { answer, text, snapshot: known.snapshot };
    },
  };
}

const targets = Array.from({ length: 20 }, (_, i) => quietTarget(`w${i}`, `10.0.0.${i}:1`));
const of = (some = targets, over: Partial<Snapshot> = {}) =>
  snapshot(some, { incidents: [incident()], ...over });
const ids = ({ targets: shown }: Pick<Snapshot, 'targets'>) => shown.map(({ target }) => target.id);

describe('a reader who comes again', () => {
  test('is sent what changed and nothing else', () => {
    const { read, set, pass } = start(of());
    const first = read();
    expect(first.answer).toMatchObject({ isWhole: true });
    expect(ids(first.answer)).toEqual(ids(of()));
    pass(1000);
    const changed = targets.map((one, i) => (i === 7 ? { ...one, lastScrapeAtMs: nowMs } : one));
    set(of(changed, { atMs: nowMs + 1000 }));
    const next = read();
    expect(next.answer).toMatchObject({ isWhole: false, targetIds: null, incidents: [] });
    expect(ids(next.answer)).toEqual([targets[7]?.target.id]);
    expect(next.snapshot).toEqual(of(changed, { atMs: nowMs + 1000 }));
    expect(next.text.length).toBeLessThan(first.text.length / 10);
  });

  test('has the target that is looked at closely whole, each time', () => {
    const saw = sawtoothTarget();
    const { read, pass } = start(of([...targets, saw]));
    read();
    pass(1000);
    expect(read(saw.target.id).answer.targets).toEqual([saw]);
  });

  test.each([
    ['after a restart', (one: ReturnType<typeof start>) => one.restart()],
    ['after a minute', (one: ReturnType<typeof start>) => one.pass(61_000)],
  ])('%s is sent all', (_when, happens) => {
    const one = start(of());
    one.read();
    happens(one);
    expect(one.read().answer.isWhole).toBe(true);
  });

  test('shares its look with all who ask at the same time', () => {
    const { read, looks, pass } = start(of());
    read();
    read();
    pass(100);
    read();
    expect(looks()).toBe(1);
    pass(500);
    read();
    expect(looks()).toBe(2);
  });

  test('knows what the server knows, whatever comes, goes, moves and changes', () => {
    const step = fc.record({
      shown: fc.shuffledSubarray(targets),
      scrapedAtMs: fc.dictionary(fc.constantFrom(...ids(of())), fc.nat(5), { maxKeys: 5 }),
      passMs: fc.constantFrom(0, 600, 5_000, 70_000),
      restarts: fc.boolean(),
      wholeId: fc.constantFrom(null, ...ids(of())),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const one = start(of());
        for (const { shown, scrapedAtMs, passMs, restarts, wholeId } of steps) {
          const next = shown.map((shownOne) => ({
            ...shownOne,
            lastScrapeAtMs: scrapedAtMs[shownOne.target.id] ?? shownOne.lastScrapeAtMs,
          }));
          if (restarts) one.restart();
          one.pass(passMs + 501);
          one.set(of(next));
          const { snapshot: known } = one.read(wholeId);
          expect({ ...known, startedAtMs: 0 }).toEqual({ ...of(next), startedAtMs: 0 });
        }
      }),
      { numRuns: 60 },
    );
  });
});
