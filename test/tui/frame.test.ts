import { renderToString } from 'ink';
import { createElement } from 'react';
import { describe, expect, test } from 'vitest';
import type { WatchEvent } from '../../src/model/event.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { displayWidth } from '../../src/render/display-width.ts';
import { Lines } from '../../src/tui/dashboard.ts';
import { frame, type Size } from '../../src/tui/frame.ts';
import { firstView, type View } from '../../src/tui/view.ts';
import { everyEvent } from '../support/events.ts';
import { expectGolden } from '../support/golden.ts';
import {
  coldTarget,
  downTarget,
  incident,
  leakTarget,
  nowMs,
  quietTarget,
  sawtoothTarget,
  snapshot,
} from '../support/snapshots.ts';

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

/** The screen as text, through ink, as a terminal without colour would show it. */
function screen(
  of: Snapshot,
  size: Size,
  over: { view?: Partial<View>; events?: readonly WatchEvent[]; unicode?: boolean } = {},
): string {
  const view = { ...firstView, ...over.view };
  const { lines } = frame(of, over.events ?? [], view, size);
  const theme = { colour: false, unicode: over.unicode ?? true };
  return renderToString(createElement(Lines, { lines, theme }), { columns: size.columns });
}

describe.each(sizes)('$columns × $rows', (size) => {
  const golden = `tui/${size.columns}x${size.rows}`;
  const cases: [name: string, drawn: () => string][] = [
    ['everything', () => screen(everything, size, { events: everyEvent() })],
    ['leak', () => screen(snapshot([leakTarget()]), size)],
    ['snoozed', () => screen(quietly, size)],
    ['down', () => screen(everything, size, { view: { selectedId: downTarget().target.id } })],
    ['quiet', () => screen(snapshot([quiet]), size)],
    ['cold', () => screen(snapshot([coldTarget()]), size)],
    ['nobody', () => screen(snapshot([]), size)],
    [
      'detail',
      () => screen(everything, size, { view: { screen: 'detail' }, events: everyEvent() }),
    ],
    ['help', () => screen(everything, size, { view: { screen: 'help' } })],
    ['ascii', () => screen(everything, size, { unicode: false })],
  ];
  test.each(cases)('%s', (name, drawn) => expectGolden(`${golden}-${name}.txt`, `${drawn()}\n`));
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
  for (const shown of [everything, snapshot([]), many(90)]) {
    for (const of of ['overview', 'detail', 'help'] as const) {
      const { lines } = frame(shown, everyEvent(), { ...firstView, screen: of }, { columns, rows });
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

test('the selected row stays in sight among many', () => {
  const of = many(200);
  const { ids } = frame(of, [], firstView, { columns: 80, rows: 24 });
  for (const row of [0, 1, 99, 198, 199]) {
    const view = { ...firstView, selectedId: ids[row] ?? null };
    const { lines } = frame(of, [], view, { columns: 80, rows: 24 });
    const marked = lines.map((line) => line.map(({ text }) => text).join(''));
    const name = ids[row]?.split('/')[0];
    expect(marked.filter((line) => line.startsWith('▸')).join()).toContain(name);
  }
});

test('the most urgent comes first, whatever order they are found in', () => {
  const order = ['goleaky', 'search', 'shop/cart', 'checkout', 'billing'];
  for (const targets of [everything.targets, [...everything.targets].reverse()]) {
    const { ids } = frame({ ...everything, targets }, [], firstView, { columns: 80, rows: 24 });
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
  expect(shown).toContain(`INCIDENT firing since 20:14:36  ${oneTrouble}  01JD9XKQ2M`);
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
  for (const shown of ['overview', 'detail'] as const) {
    const { lines } = frame(
      of,
      events,
      { ...firstView, screen: shown },
      { columns: 200, rows: 60 },
    );
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
