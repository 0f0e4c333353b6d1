import { describe, expect, test } from 'vitest';
import type { WatchEvent } from '../../src/model/event.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { displayWidth } from '../../src/render/display-width.ts';
import { toAscii } from '../../src/render/to-ascii.ts';
import { frame, type Size } from '../../src/tui/frame.ts';
import { noAnswers } from '../../src/tui/picture.ts';
import { type Above, firstView, type View } from '../../src/tui/view.ts';
import { everyEvent } from '../support/events.ts';
import { expectGolden } from '../support/golden.ts';
import {
  coldTarget,
  countedTarget,
  downTarget,
  incident,
  leakTarget,
  nowMs,
  quietTarget,
  sawtoothTarget,
  snapshot,
} from '../support/snapshots.ts';
import { verdict } from '../support/verdict.ts';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

const quiet = quietTarget('checkout', '127.0.0.1:2112');
const everything = snapshot([quiet, downTarget(), sawtoothTarget(), coldTarget(), leakTarget()], {
  timeScale: 60,
  incidents: [incident()],
});

/** A leak that fires and that somebody expects, and one that is silenced elsewhere. */
const quietly = snapshot([sawtoothTarget(), leakTarget()], {
  incidents: [incident(), incident({ id: 'cart', targetId: leakTarget().target.id })],
  snoozes: [
    {
      id: 'z',
      workload: 'goleaky',
      why: 'the yearly import runs',
      by: 'ops',
      sinceMs: nowMs,
      untilMs: nowMs + 8 * 3_600_000,
    },
  ],
  silences: new Map([['cart', { id: 's', receiver: 'am-0', by: '', why: '', untilMs: null }]]),
});

/** A frame of a snapshot, as it is drawn. */
function drawn(of: Snapshot, view: Partial<View>, size: Size, events: readonly WatchEvent[] = []) {
  const picture = { snapshot: of, events, behind: null };
  return frame(picture, noAnswers, { ...firstView, ...view }, size);
}

/** The screen as text, as a terminal without colour would show it. */
function screen(
  of: Snapshot,
  size: Size,
  over: { view?: Partial<View>; events?: readonly WatchEvent[]; unicode?: boolean } = {},
): string {
  const { lines } = drawn(of, over.view ?? {}, size, over.events);
  const text = lines
    .map((line) =>
      line
        .map((one) => one.text)
        .join('')
        .trimEnd(),
    )
    .join('\n');
  return over.unicode === false ? toAscii(text) : text;
}

const window = { spanMs: null, endMs: null };
const onTarget: Above = { kind: 'target', targetId: sawtoothTarget().target.id, scroll: 0, window };
const onIncident: Above = {
  ...{ kind: 'incident', incidentId: incident().id, pane: 'culprits' },
  ...{ picked: null, peeked: null, scroll: 0 },
};

describe.each(sizes)('$columns × $rows', (size) => {
  const golden = `tui/${size.columns}x${size.rows}`;
  const cases: [name: string, shown: () => string][] = [
    ['everything', () => screen(everything, size, { events: everyEvent() })],
    ['leak', () => screen(snapshot([leakTarget()]), size)],
    ['snoozed', () => screen(quietly, size)],
    ['down', () => screen(everything, size, { view: { selectedId: downTarget().target.id } })],
    ['quiet', () => screen(snapshot([quiet]), size)],
    ['cold', () => screen(snapshot([coldTarget()]), size)],
    ['nobody', () => screen(snapshot([]), size)],
    [
      'target',
      () => screen(everything, size, { view: { above: [onTarget] }, events: everyEvent() }),
    ],
    ['culprits', () => screen(everything, size, { view: { above: [onIncident] } })],
    ['top', () => screen(everything, size, { view: { above: [{ ...onIncident, pane: 'top' }] } })],
    [
      'history',
      () =>
        screen(everything, size, {
          view: { above: [{ ...onIncident, pane: 'events' }] },
          events: everyEvent(),
        }),
    ],
    [
      'events',
      () =>
        screen(everything, size, {
          view: { above: [{ kind: 'events', scroll: 0 }] },
          events: everyEvent(),
        }),
    ],
    ['help', () => screen(everything, size, { view: { help: 0 } })],
    ['filtered', () => screen(everything, size, { view: { filter: 'leak', isTyping: true } })],
    ['ascii', () => screen(everything, size, { unicode: false })],
  ];
  test.each(cases)('%s', (name, shown) => expectGolden(`${golden}-${name}.txt`, `${shown()}\n`));
});

test.each([
  [1, 1],
  [7, 3],
  [40, 10],
  [80, 24],
  [133, 37],
  [200, 60],
  [500, 150],
])('a frame fills %i × %i exactly, whatever is shown', (columns, rows) => {
  const views: Partial<View>[] = [
    {},
    { help: 0 },
    { isGrouped: true },
    { isTyping: true, filter: 'nobody' },
    { above: [onTarget] },
    { above: [{ kind: 'events', scroll: 3 }] },
    { above: [{ kind: 'text', title: 't', text: '{\n  "a": 1\n}', scroll: 0 }] },
    ...(['culprits', 'top', 'events'] as const).map((pane) => ({
      above: [{ ...onIncident, pane }],
    })),
  ];
  for (const shown of [everything, snapshot([]), many(90)]) {
    for (const view of views) {
      const { lines } = drawn(shown, view, { columns, rows }, everyEvent());
      const widths = lines.map((line) => displayWidth(line.map(({ text }) => text).join('')));
      expect(widths).toEqual(Array.from({ length: rows }, () => columns));
    }
  }
});

test('workloads of a cluster can be told apart at 80 columns', () => {
  const names = ['cart', 'cart-worker', 'till-api'].map((name) => `shop/${name}/app`);
  const shown = snapshot(names.map((name, i) => quietTarget(name, `${name}:${i}`)));
  const text = screen(shown, { columns: 80, rows: 24 });
  for (const name of names) expect(text).toContain(name);
});

test('what is older than today has its date, and how long ago it was', () => {
  const dayMs = 86_400_000;
  const old = incident({ activeAtMs: nowMs - 3 * dayMs, firedAtMs: nowMs - 3 * dayMs });
  const of = snapshot([sawtoothTarget()], { incidents: [old] });
  const [told = []] = [everyEvent().filter(({ kind }) => kind === 'notified')];
  const events = told.map((event) => ({ ...event, atMs: nowMs - 2 * dayMs }));
  const size = { columns: 120, rows: 40 };
  const history = { above: [{ ...onIncident, pane: 'events' as const }] };
  const text = screen(of, size, { view: history, events });
  expect(text).toContain('since 11-19 20:15 (3 d ago)');
  expect(text).toMatch(/TOLD {5}11-20 20:1\d ✓ demo/);
  expect(text).toMatch(/11-19 20:15 +.*firing: MemoryLeak/);
  expect(screen(of, size, { events })).toMatch(/11-20 20:1\d {2}/);
});

test('who was told of another incident of the workload was not told of this one', () => {
  const of = snapshot([sawtoothTarget()], { incidents: [incident({ id: 'other' })] });
  const view = { above: [{ ...onIncident, incidentId: 'other', pane: 'events' as const }] };
  const text = screen(of, { columns: 120, rows: 40 }, { view, events: everyEvent() });
  expect(text).toContain('TOLD     nobody yet');
});

test('who has still to be told stands beside who was', () => {
  const record = { incident: incident().id, receiver: 'pager', status: 'firing' } as const;
  const owed = [{ ...record, state: 'owed', atMs: nowMs - 61_000 } as const];
  const of = { ...snapshot([sawtoothTarget()], { incidents: [incident()] }), owed };
  const view = { above: [{ ...onIncident, pane: 'events' as const }] };
  const text = screen(of, { columns: 120, rows: 40 }, { view });
  expect(text).toMatch(/TOLD {5}20:1\d:\d\d \S pager: firing, not delivered yet/);
  expect(text).not.toContain('nobody yet');
});

/** The keys in the last line, and what they do. */
function keysIn(of: Snapshot, view: Partial<View>): string {
  return screen(of, { columns: 200, rows: 40 }, { view }).split('\n').at(-1) ?? '';
}

test('the last line has no key that would do nothing', () => {
  const quietly = { ...onTarget, targetId: quiet.target.id };
  expect(keysIn(everything, { above: [onTarget] })).toMatch(
    /enter incident .*\+ - zoom .*o report/,
  );
  expect(keysIn(everything, { above: [quietly] })).not.toMatch(/incident|report|pan/);
  const zoomed = { ...onTarget, window: { spanMs: 20_000, endMs: null } };
  expect(keysIn(everything, { above: [onTarget] })).not.toContain('h l pan');
  expect(keysIn(everything, { above: [zoomed] })).toContain('h l pan');
  expect(keysIn(everything, {})).toContain('i incident');
  expect(keysIn(everything, { selectedId: quiet.target.id })).not.toContain('i incident');
  expect(keysIn(snapshot([]), {})).not.toMatch(/select|detail|capture|diff|JSON/);
});

test('on a workload the keys of a target are about its most urgent one', () => {
  const view = { isGrouped: true, selectedId: 'workload shop/cart' };
  const { shown } = drawn(replicas, view, { columns: 80, rows: 24 });
  expect(shown.targetId).toBe(replicas.targets[0]?.target.id);
  expect(shown.about).toEqual({ kind: 'target', id: shown.targetId });
  expect(keysIn(replicas, view)).toMatch(/enter fold .*c capture/);
  expect(keysIn(replicas, { ...view, folded: ['shop/cart'] })).toContain('enter unfold');
});

test('the header counts what the rows say', () => {
  const size = { columns: 120, rows: 24 };
  expect(screen(quietly, size)).toMatch(/2 targets {2}△ 1 silenced {2}△ 1 snoozed/);
  const gone = { ...sawtoothTarget(), health: 'down' as const, lastError: 'refused' };
  const text = screen(snapshot([gone, quiet], { incidents: [incident()] }), size);
  expect(text).toMatch(/2 targets {2}▲ 1 firing {2}✕ 1 down/);
  expect(text).toMatch(/✕ goleaky .* down, firing/);
});

test('at 60 columns the header has what fires and what is down, whatever else goes', () => {
  const down = Array.from({ length: 12 }, (_, i) =>
    quietTarget(`w${i}`, `10.0.0.${i}:1`, { health: i < 8 ? 'down' : 'up' }),
  );
  const of = snapshot(down, {
    timeScale: 60,
    incidents: down
      .slice(6)
      .map(({ target: { id, workload } }) => incident({ id, workload, targetId: id })),
    snoozes: [{ id: 'z', workload: 'w11', why: '', by: '', sinceMs: 0, untilMs: nowMs + 9e6 }],
  });
  const [first] = screen(of, { columns: 60, rows: 24 }).split('\n');
  expect(first).toMatch(/▲ 5 firing {2}✕ 8 down/);
});

test('who was told of several rules is told with the rule', () => {
  const of = snapshot([sawtoothTarget()], {
    incidents: [incident(), incident({ id: 'soon', rule: 'MemoryLeakSoonFull' })],
    told: ['01JD9XKQ2M', 'soon'].map((id) => ({
      ...{ incident: id, receiver: 'demo', status: 'firing', state: 'told', atMs: nowMs - 7000 },
    })),
  });
  const text = screen(of, { columns: 200, rows: 60 }, { view: { above: [onTarget] } });
  expect(text).toMatch(/✓ demo: MemoryLeak firing\s[^✓]*✓ demo: MemoryLeakSoonFull firing/);
});

test('sentences that do not fit the screen of an incident stand below its culprit, and are scrolled to', () => {
  const explanation = `${'It rises and rises, and every word of why counts. '.repeat(12)}The end.`;
  const told = { ...sawtoothTarget().verdict, explanation, finding: explanation };
  const judged = verdict('sawtooth', 'alarm', told);
  const of = snapshot([{ ...sawtoothTarget(), verdict: judged }], {
    incidents: [incident({ verdict: judged })],
  });
  const at = (scroll: number) =>
    screen(of, { columns: 80, rows: 24 }, { view: { above: [{ ...onIncident, scroll }] } });
  expect(at(0)).toMatch(/1\. goleaky\/repo\.SaveReport/);
  expect(at(0)).not.toContain('The end.');
  expect(at(100)).toContain('The end.');
});

test('of a target that is down it is said since when, and nothing that is not known any more', () => {
  const gone = {
    ...sawtoothTarget(),
    ...{ health: 'down' as const, lastError: 'refused', downSinceMs: nowMs - 41_000 },
  };
  const of = snapshot([gone, quiet], { incidents: [incident()] });
  const wide = { columns: 200, rows: 60 };
  for (const above of [[], [onTarget], [onIncident]]) {
    const text = screen(of, wide, { view: { above } });
    expect(text).toMatch(/[Dd]own since 20:14:22 \(41 s\)/);
    expect(text).not.toMatch(/limit in|1 min 23 s|MiB\/s(?! and has been cut)|forecast/);
  }
  expect(screen(of, wide)).toMatch(/✕ goleaky .* 41 s .*down, firing/);
});

test('rates of a column are told in one period', () => {
  const text = screen(everything, { columns: 200, rows: 60 });
  const [fast, slow] = [/goleaky .*?(\+\S+ \S+)/, /shop\/cart .*?(\+\S+ \S+)/].map(
    (row) => row.exec(text)?.[1],
  );
  expect([fast, slow]).toEqual(['+2.4 MiB/s', '+703.1 KiB/s']);
});

test('a level is told against the limit by what that counts', () => {
  const text = screen(snapshot([countedTarget()]), { columns: 200, rows: 60 });
  expect(text).toMatch(/heapLive .* 80\.0 MiB .* 68 % rss/);
  expect(text).toContain('heapLive 80.0 MiB · rss 174.0 MiB of 256.0 MiB · +1.0 MiB/s');
  expect(text).not.toContain('80.0 MiB of 256.0 MiB');
});

test('shares of what grew are of all that grew, not of what is left after what shrank', () => {
  const [first] = incident().diffs;
  if (first === undefined) throw new Error('the made-up incident has a diff');
  const mib = 2 ** 20;
  const top = [
    { function: 'a', flat: 30 * mib, cum: 40 * mib },
    { function: 'b', flat: 10 * mib, cum: 10 * mib },
    { function: 'c', flat: -38 * mib, cum: -38 * mib },
  ];
  const of = snapshot([sawtoothTarget()], {
    incidents: [incident({ diffs: [{ ...first, growth: 2 * mib, top }] })],
  });
  const view = { above: [{ ...onIncident, pane: 'top' as const }] };
  const text = screen(of, { columns: 120, rows: 40 }, { view });
  expect(text).toMatch(/\+30\.0 MiB +75 % +\+40\.0 MiB +100 % +a/);
  expect(text).toMatch(/\+10\.0 MiB +25 % .* b/);
});

test('a rate of things that are counted says what they are', () => {
  const leaking = leakTarget();
  const of = snapshot([
    {
      ...leaking,
      verdict: verdict('leak', 'suspicion', {
        ...{ signal: 'goroutines', value: 900, floor: 880, leakRatePerSecond: 2 },
      }),
    },
  ]);
  const wide = screen(of, { columns: 120, rows: 24 });
  expect(wide.split('\n')[2]).toContain('+2 goroutines/s');
  expect(wide.split('\n').slice(3).join()).toContain('goroutines 900 · +2 goroutines/s');
});

/** Three replicas whose names differ in their last letters alone, one of them leaking. */
const replicas = snapshot(
  ['x2x7l', 'x2x7m', 'p9k4d'].map((end, i) => {
    const of = i === 0 ? leakTarget() : quietTarget('shop/cart', 'none');
    const { target } = quietTarget('shop/cart', `cart-7f9c6d-${end}:9090`);
    return { ...of, target };
  }),
);

test.each([80, 120])('replicas can be told apart at %i columns, grouped or not', (columns) => {
  for (const isGrouped of [false, true]) {
    const text = screen(replicas, { columns, rows: 24 }, { view: { isGrouped } });
    const table = text.split('\n').slice(1, isGrouped ? 6 : 5);
    for (const end of ['7l:9090', '7m:9090', '4d:9090']) expect(table.join('\n')).toContain(end);
    if (isGrouped) expect(table.join('\n')).toContain('shop/cart (3)');
  }
});

test('at 80 × 24 it is seen what leaks, since when, how long it has, how full it is and who did it', () => {
  const shown = screen(everything, { columns: 80, rows: 24 });
  const row = shown.split('\n').find((line) => line.startsWith('▸')) ?? '';
  for (const text of ['goleaky', '22 %', '27 s', '1 min 23 s', 'firing'])
    expect(row).toContain(text);
  expect(shown).toContain('CULPRIT  goleaky/repo.SaveReport');
});

test('at 120 columns the function that leaks is in its row, beside replicas too', () => {
  const targets = [sawtoothTarget(), ...replicas.targets];
  const of = snapshot(targets, { incidents: [incident()] });
  const text = screen(of, { columns: 120, rows: 24 });
  expect(text.split('\n')[2]).toMatch(/22 % .* 27 s .*repo\.SaveReport/);
});

test('the selected row stays in sight among many', () => {
  const of = many(200);
  const { ids } = drawn(of, {}, { columns: 80, rows: 24 }).shown;
  for (const row of [0, 1, 99, 198, 199]) {
    const { lines } = drawn(of, { selectedId: ids[row] ?? null }, { columns: 80, rows: 24 });
    const marked = lines.map((line) => line.map(({ text }) => text).join(''));
    const name = ids[row]?.split('/')[0];
    expect(marked.filter((line) => line.startsWith('▸')).join()).toContain(name);
  }
});

test('of many rows those that are seen are worked out, and no others', () => {
  const drawnOnes = new Set<string>();
  const of = many(2000);
  const targets = of.targets.map((one) => {
    const { timeline } = one;
    return Object.defineProperty({ ...one }, 'timeline', {
      get: () => {
        drawnOnes.add(one.target.id);
        return timeline;
      },
    });
  });
  const { shown } = drawn({ ...of, targets }, {}, { columns: 120, rows: 30 });
  expect(shown.ids).toHaveLength(2000);
  expect(drawnOnes.size).toBeGreaterThan(5);
  expect(drawnOnes.size).toBeLessThanOrEqual(30);
});

test('the most urgent comes first, whatever order they are found in', () => {
  const order = ['goleaky', 'search', 'shop/cart', 'checkout', 'billing'];
  for (const targets of [everything.targets, [...everything.targets].reverse()]) {
    const { ids } = drawn({ ...everything, targets }, {}, { columns: 80, rows: 24 }).shown;
    expect(ids.map((id) => id.slice(0, id.lastIndexOf('/')))).toEqual(order);
  }
});

test('of several incidents the one that stands longest is told, rules on one signal are one trouble', () => {
  const resolved = incident({ id: 'r', state: 'resolved', rule: 'Old', activeAtMs: 0 });
  const later = incident({ id: 'b', rule: 'MemoryLeakSoonFull', activeAtMs: nowMs });
  const pending = incident({ id: 'c', state: 'pending', rule: 'GoroutineLeak', activeAtMs: 1 });
  const oneTrouble = 'MemoryLeak, MemoryLeakSoonFull';
  const of = snapshot([sawtoothTarget()], { incidents: [resolved, later, pending, incident()] });
  const shown = screen(of, { columns: 120, rows: 40 });
  expect(shown).toContain(`INCIDENT firing since 20:14:36 (27 s ago)  ${oneTrouble}  01JD9XKQ2M`);
  expect(shown).toMatch(/ALSO {5}pending GoroutineLeak/);
  expect(shown).toContain('▲ 1 firing ');
  expect(shown).not.toContain('1 pending');
  expect(shown).not.toContain('Old');
});

test('no outside text reaches the terminal as a command', () => {
  const evil = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e\nname';
  const sick = sawtoothTarget();
  const found = incident({ rule: evil, workload: evil, id: evil });
  const of = snapshot(
    [
      {
        ...sick,
        target: { ...sick.target, workload: evil, url: evil, labels: { instance: evil } },
      },
      { ...downTarget(), lastError: evil },
    ],
    {
      incidents: [
        {
          ...found,
          culprits: found.culprits.map((one) => ({
            ...one,
            function: evil,
            file: evil,
            stack: [{ function: evil, file: evil, line: 1, inline: true }],
            retainers: [{ function: evil, why: evil }],
          })),
        },
      ],
    },
  );
  const events = everyEvent().map((event) => ({ ...event, workload: evil, target: evil }));
  const evilIncident = { ...onIncident, incidentId: evil };
  const views: Partial<View>[] = [
    {},
    { isGrouped: true },
    { filter: `!no${evil}` },
    { filter: evil, isTyping: true },
    { above: [onTarget] },
    { above: [evilIncident] },
    { above: [{ ...evilIncident, pane: 'top' }] },
    { above: [{ ...evilIncident, pane: 'events' }] },
  ];
  for (const view of views) {
    const { lines } = drawn(of, view, { columns: 200, rows: 60 }, events);
    const text = lines.flatMap((line) => line.map((one) => one.text)).join('');
    expect(text).toContain('owned');
    expect(text).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  }
});

function many(count: number): Snapshot {
  return snapshot(
    Array.from({ length: count }, (_, i) => quietTarget(`svc-${i}`, `10.0.0.${i}:1`)),
  );
}
