import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Capture } from '../../src/model/capture.ts';
import type { Incident, IncidentState } from '../../src/model/incident.ts';
import { chooseRemovals, type Held, type Keeping } from '../../src/store/choose-removals.ts';

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 22, 12);

/** A capture of target `t` in a life that began 10 days ago, 100 bytes large. */
function capture(id: string, ageDays: number, over: Partial<Capture> = {}): Held {
  return {
    kind: 'capture',
    bytes: 100,
    capture: {
      id,
      targetId: 't',
      kind: 'heap',
      role: 'suspicion',
      atMs: nowMs - ageDays * dayMs,
      lifeStartAtMs: nowMs - 10 * dayMs,
      gc: true,
      path: `/store/captures/${id}`,
      bytes: 90,
      tookMs: 1,
      ...over,
    },
  };
}

/** An incident that rests on captures of these names, last written (and resolved, if it is) so long ago. */
function incident(id: string, state: IncidentState, ageDays: number, ...on: string[]): Held {
  const writtenAtMs = nowMs - ageDays * dayMs;
  const record = {
    id,
    state,
    resolvedAtMs: state === 'resolved' ? writtenAtMs : null,
    captures: on.map((each) => ({ id: each })),
  };
  return { kind: 'incident', bytes: 10, incident: record as unknown as Incident, writtenAtMs };
}

function stray(path: string, ageDays: number): Held {
  return { kind: 'stray', path, bytes: 100, atMs: nowMs - ageDays * dayMs };
}

function nameOf(one: Held): string {
  if (one.kind === 'stray') return one.path;
  if (one.kind === 'stray-record') return one.record.key;
  if (one.kind === 'workload') return one.workload;
  return one.kind === 'capture' ? one.capture.id : one.incident.id;
}

const fifteenDays: Keeping = {
  nowMs,
  retentionTimeMs: 15 * dayMs,
  retentionSizeBytes: 0,
  watchedIds: new Set(['t']),
  watchedWorkloads: new Set(['shop']),
  liveIncidents: [],
};

function workload(name: string, ageDays: number): Held {
  return { kind: 'workload', workload: name, bytes: 10, atMs: nowMs - ageDays * dayMs };
}

/** Which things go, in which order, of those that are held. */
function check(held: readonly Held[], keeping: Partial<Keeping>, gone: readonly string[]) {
  const { removals } = chooseRemovals(held, { ...fifteenDays, ...keeping });
  expect(removals.map(nameOf)).toEqual(gone);
}

const now = capture('now', 1);
const past = { lifeStartAtMs: nowMs - 40 * dayMs };
const live = (state: IncidentState, ...on: string[]) => {
  const held = incident('i', state, 0, ...on);
  return held.kind === 'incident' ? [held.incident] : [];
};

test.each<[string, Held[], Partial<Keeping>, string[]]>([
  ['nothing is held', [], {}, []],
  ['what is young stays', [capture('a', 1), capture('b', 14, past)], {}, []],
  [
    'older than the time goes, the oldest first',
    [capture('b', 20, past), capture('a', 30, past), capture('c', 2)],
    {},
    ['a', 'b'],
  ],
  [
    'a time of 0 is without end',
    [capture('a', 900, past), capture('b', 1)],
    { retentionTimeMs: 0 },
    [],
  ],
  [
    'the first of the newest life stays',
    [capture('a', 20), capture('b', 19), capture('c', 18)],
    {},
    ['b', 'c'],
  ],
  [
    '… also where its start was told five seconds later after a while',
    [
      capture('a', 9, { atMs: nowMs - 16 * dayMs, lifeStartAtMs: nowMs - 17 * dayMs }),
      capture('b', 8, { atMs: nowMs - 15.5 * dayMs, lifeStartAtMs: nowMs - 17 * dayMs + 5000 }),
    ],
    {},
    ['b'],
  ],
  [
    '… and a life of five seconds before it has none that stays',
    [
      capture('a', 9, { atMs: nowMs - 17 * dayMs + 3000, lifeStartAtMs: nowMs - 17 * dayMs }),
      capture('b', 8, { atMs: nowMs - 16 * dayMs, lifeStartAtMs: nowMs - 17 * dayMs + 5000 }),
    ],
    {},
    ['a'],
  ],
  ['… of each kind', [capture('a', 20), capture('b', 19, { kind: 'goroutine' })], {}, []],
  ['… of each gc mode', [capture('a', 20), capture('b', 19, { gc: false })], {}, []],
  [
    '… of each target',
    [capture('a', 20), capture('b', 19, { targetId: 'u' })],
    { watchedIds: new Set(['t', 'u']) },
    [],
  ],
  ['… whatever the order of the list', [capture('b', 18), capture('a', 20)], {}, ['b']],
  ['the first of an older life goes', [capture('a', 30, past), capture('b', 5)], {}, ['a']],
  [
    'the first of a target that nobody watches any more goes',
    [capture('a', 20)],
    { watchedIds: new Set() },
    ['a'],
  ],
  [
    'a manual one is no life of its own',
    [capture('a', 20), capture('m', 16, { role: 'manual', lifeStartAtMs: nowMs - 16 * dayMs })],
    {},
    ['m'],
  ],
  [
    'what an incident that fires rests on stays',
    [now, capture('a', 30, past), capture('b', 29, past), incident('i', 'firing', 1, 'a')],
    {},
    ['b'],
  ],
  [
    '… and one that is pending',
    [now, capture('a', 30, past), incident('i', 'pending', 1, 'a')],
    {},
    [],
  ],
  [
    '… and one that only the engine knows',
    [now, capture('a', 30, past)],
    { liveIncidents: live('firing', 'a') },
    [],
  ],
  [
    '… however long ago it was written',
    [now, capture('a', 30, past), incident('i', 'firing', 20, 'a')],
    { liveIncidents: live('firing', 'a') },
    [],
  ],
  [
    'what a resolved one rests on goes',
    [now, capture('a', 30, past), incident('i', 'resolved', 1, 'a')],
    {},
    ['a'],
  ],
  [
    '… also when the engine still shows it',
    [now, capture('a', 30, past)],
    { liveIncidents: live('resolved', 'a') },
    ['a'],
  ],
  [
    'an incident resolved long ago goes',
    [incident('i', 'resolved', 16), incident('j', 'resolved', 14)],
    {},
    ['i'],
  ],
  [
    'one that a killed process left firing goes, and what it rests on',
    [incident('i', 'firing', 16, 'a'), now, capture('a', 30, past)],
    {},
    ['a', 'i'],
  ],
  ['a stray file goes by its age', [stray('x', 16), stray('y', 14)], {}, ['x']],
])('time: %s', (_, held, keeping, gone) => check(held, keeping, gone));

const all = [
  incident('resolved', 'resolved', 3, 'evidence'),
  capture('evidence', 12, past),
  capture('manual', 9, { role: 'manual' }),
  capture('first', 9.5),
  capture('second', 8),
  capture('third', 7),
  capture('past', 11, past),
  capture('younger past', 10.5, past),
  stray('stray', 1),
];
const inOrder = [
  'stray',
  'past',
  'younger past',
  'second',
  'third',
  'evidence',
  'manual',
  'resolved',
];

test.each<[string, Held[], number, string[]]>([
  ['0 is without end', all, 0, []],
  ['as much as is allowed stays', all, 810, []],
  ['one byte more, and the least useful goes', all, 809, ['stray']],
  ['no more goes than has to', all, 510, inOrder.slice(0, 3)],
  ['the whole order', all, 1, inOrder],
  [
    'what expired counts as gone',
    [capture('a', 20, past), capture('b', 3), capture('c', 2)],
    200,
    ['a'],
  ],
  [
    'of what fires nothing goes',
    [capture('a', 9, past), incident('i', 'firing', 1, 'a'), capture('b', 3)],
    1,
    [],
  ],
])('size: %s', (_, held, retentionSizeBytes, gone) => check(held, { retentionSizeBytes }, gone));

test('what cannot go is told as an excess', () => {
  const keeping = { ...fifteenDays, retentionSizeBytes: 30 };
  expect(chooseRemovals([capture('a', 1)], keeping)).toEqual({ removals: [], excessBytes: 70 });
  expect(chooseRemovals(all, keeping).excessBytes).toBe(70);
});

const someHeld = fc.oneof(
  fc
    .record({ id: fc.nat(40), age: fc.nat(40), life: fc.nat(3), target: fc.constantFrom('t', 'u') })
    .map(({ id, age, life, target }) =>
      capture(`c${id}`, age, { targetId: target, lifeStartAtMs: nowMs - (40 + life) * dayMs }),
    ),
  fc
    .record({ id: fc.nat(9), age: fc.nat(40), on: fc.array(fc.nat(40)) })
    .chain(({ id, age, on }) =>
      fc
        .constantFrom<IncidentState>('firing', 'resolved')
        .map((state) => incident(`i${id}`, state, age, ...on.map((each) => `c${each}`))),
    ),
);
const store = fc.uniqueArray(someHeld, { selector: nameOf, maxLength: 40 });

test('the rest is within the size, or nothing more could go; what fires is whole', () => {
  fc.assert(
    fc.property(store, fc.integer({ min: 1, max: 3000 }), (held, retentionSizeBytes) => {
      const { removals, excessBytes } = chooseRemovals(held, {
        ...fifteenDays,
        retentionSizeBytes,
      });
      const rest = held.filter((one) => !removals.includes(one));
      const bytes = rest.reduce((sum, one) => sum + one.bytes, 0);
      expect(Math.max(0, bytes - retentionSizeBytes)).toBe(excessBytes);
      const again = chooseRemovals(held, { ...fifteenDays, retentionSizeBytes: 1 });
      if (excessBytes > 0) expect(removals.length).toBe(again.removals.length);
      const gone = new Set(removals.map(nameOf));
      for (const one of rest) {
        if (one.kind !== 'incident' || one.incident.state !== 'firing') continue;
        expect(one.incident.captures.filter(({ id }) => gone.has(id))).toEqual([]);
      }
    }),
  );
});

test('what is known of workloads goes by age once nobody watches them, before any capture', () => {
  const held = [
    workload('shop', 40),
    workload('gone', 16),
    workload('later', 1),
    capture('a', 3),
    capture('b', 2),
  ];
  expect(chooseRemovals(held, fifteenDays).removals.map(nameOf)).toEqual(['gone']);
  const tight = { ...fifteenDays, retentionSizeBytes: 215 };
  expect(chooseRemovals(held, tight).removals.map(nameOf)).toEqual(['gone', 'later']);
});

test('of workloads that come and go each second the newest are kept', () => {
  const many = Array.from({ length: 10_003 }, (_, i) => workload(`${i}`, i / 20_000));
  const { removals } = chooseRemovals([workload('shop', 9), ...many], fifteenDays);
  expect(removals.map(nameOf)).toEqual(['10002', '10001', '10000']);
});
