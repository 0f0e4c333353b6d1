import { describe, expect, test } from 'vitest';
import type { Incident } from '../../src/model/incident.ts';
import type { LifeEnd } from '../../src/model/reading.ts';
import type { TargetSnapshot } from '../../src/model/snapshot.ts';
import type { Timeline } from '../../src/model/timeline.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { fleetPage } from '../../src/render/page/fleet/fleet-page.ts';
import { readFleetQuery } from '../../src/render/page/fleet/fleet-query.ts';
import type { Html } from '../../src/render/page/html.ts';
import { incidentPage } from '../../src/render/page/incident-page.ts';
import { targetPage } from '../../src/render/page/target-page.ts';
import { growthStub } from '../../src/render/page/watch/growth-part.ts';
import { headline } from '../../src/render/report/headline.ts';
import { livesTable } from '../../src/render/report/lives-table.ts';
import { reportMarkdown } from '../../src/render/report/report-markdown.ts';
import { toldNow } from '../../src/render/told-now.ts';
import { rowsOf } from '../../src/render/urgency.ts';
import { incidentScreen } from '../../src/tui/incident-screen.ts';
import { proofSections } from '../../src/tui/target-sections.ts';
import { leakReport } from '../support/leak-report.ts';
import { incident, nowMs, sawtoothTarget, snapshot } from '../support/snapshots.ts';

const finding = 'Sawtooth: 2 lives rose to 158 MiB or more and ended after 35 s at the median.';
const explanation = `${finding.slice(0, -1)}; the next end is due in 3 s (80 %: 3 s to 4 s).`;

/** The life that runs. */
const runs = { ...lifeOf(), startAtMs: nowMs - 9_000, endAtMs: null, cause: null };

/** An incident whose worst verdict is 12 s old and saw the limit 3 s ahead. */
function worst(over: Partial<Verdict> = {}, rest: Partial<Incident> = {}): Incident {
  const base = incident();
  const verdict = {
    ...base.verdict,
    ...{ atMs: nowMs - 12_000, timeToLimitSeconds: 3, timeToLimitInterval: [3, 4] as const },
    ...{ explanation, finding },
    ...over,
  };
  return { ...base, verdict, ...rest };
}

/** Its target now: 83 s from the limit. */
function target(
  over: Partial<TargetSnapshot> = {},
  verdict: Partial<Verdict> = {},
): TargetSnapshot {
  const base = sawtoothTarget();
  if (base.verdict === null) throw new Error('the made-up target has a verdict');
  return { ...base, verdict: { ...base.verdict, kind: 'leak', ...verdict }, ...over };
}

describe('what is told of an incident now', () => {
  test('the forecast of now while the life lasts, and the worst as past, with its time', () => {
    const told = toldNow(worst(), target(), nowMs);
    expect(told.verdict).toMatchObject({ kind: 'sawtooth', timeToLimitSeconds: 83 });
    expect(told.asOfMs).toBe(null);
    expect(told.why).toBe(`At 20:14:51: ${finding}`);
  });

  test('a verdict of this moment is told as it is', () => {
    const told = toldNow(worst({ atMs: nowMs }), target(), nowMs);
    expect(told).toMatchObject({ why: explanation, asOfMs: null, ends: [] });
    expect(told.verdict.timeToLimitSeconds).toBe(3);
  });

  test('a target whose verdict is of another signal says nothing of this one', () => {
    const told = toldNow(worst(), target({}, { signal: 'goroutines' }), nowMs);
    expect(told.asOfMs).toBe(nowMs - 12_000);
    expect(told.why).toBe(`At 20:14:51: ${finding}`);
  });

  test('after the end of its life, when and how that ended, and no forecast', () => {
    const timeline = {
      ...{ signal: 'heapLive' as const, points: [] },
      lifeEnds: [{ atMs: nowMs - 8_000, cause: 'oom' as const, inferred: false }],
    };
    const lives = [
      { ...lifeOf(), startAtMs: nowMs - 50_000 },
      { ...lifeOf(), startAtMs: nowMs - 30_000, endAtMs: null, cause: null },
    ];
    const told = toldNow(worst({ lives }, { timeline }), null, nowMs);
    expect(told.ends).toEqual([end(8_000, 'oom', 'that life')]);
    expect(told.verdict.timeToLimitSeconds).toBe(null);
    expect(told.charted.leakRatePerSecond).toBe(null);
    expect(told.verdict.lives.at(-1)).toMatchObject({ endAtMs: nowMs - 8_000, cause: 'oom' });
  });

  test('of one that is down nothing is forecast', () => {
    const told = toldNow(worst(), target({ health: 'down', downSinceMs: nowMs - 9_000 }), nowMs);
    expect(told.verdict.timeToLimitSeconds).toBe(null);
    expect(told.charted.leakRatePerSecond).toBe(null);
  });

  test('of one that is down, the level that was seen last and when, and what was worst as past', () => {
    const verdict = { atMs: nowMs - 5_000, kind: 'steady', value: 400, floor: 390 } as const;
    const down = target({ health: 'down', downSinceMs: nowMs - 4_000 }, verdict);
    const told = toldNow(worst(), down, nowMs);
    expect(told).toMatchObject({ asOfMs: nowMs - 5_000, isLastSeen: true });
    expect(told.verdict).toMatchObject({ kind: 'sawtooth', value: 400, floor: 390 });
    expect(told.verdict.timeToLimitSeconds).toBe(null);
    expect(told.charted.leakRatePerSecond).toBe(null);
    expect(told.why).toBe(`At 20:14:51: ${finding}`);
    for (const [name, view] of Object.entries(viewsOf(worst(), down))) {
      expect(view(), name).toMatch(/400 B/);
      expect(view(), name).not.toMatch(/56\.1 MiB|when it was worst/);
    }
  });

  test('when a second life is down it is told of, and the end of the one before second', () => {
    const lives = [{ ...lifeOf(), startAtMs: nowMs - 50_000, endAtMs: nowMs - 10_000 }, runs];
    const verdict = { atMs: nowMs - 3_000, value: 577, floor: 570, lives };
    const down = target({ health: 'down', downSinceMs: nowMs - 2_000 }, verdict);
    const one = worst();
    const told = toldNow(one, down, nowMs);
    expect(told.ends).toEqual([end(10_000, 'crash', 'the life before')]);
    expect(told.verdict.value).toBe(577);
    expect(screenOf(one, down)).toMatch(/577 B .*last seen 20:15:00/s);
    expect(pageOf(one, down)).toMatch(/Down since 20:15:01 .*The life before ended 20:14:53/);
  });

  test('when its end is known too it comes first', () => {
    const lives = [{ ...lifeOf(), startAtMs: nowMs - 50_000, endAtMs: nowMs - 10_000 }, runs];
    const verdict = { atMs: nowMs - 3_000, value: 577, floor: 570, lives };
    const timeline = {
      ...{ signal: 'heapLive' as const, points: [] },
      lifeEnds: [
        { atMs: nowMs - 10_000, cause: 'crash' as const, inferred: false },
        { atMs: nowMs - 2_500, cause: 'oom' as const, inferred: false },
      ],
    };
    const told = toldNow(worst(), target({ timeline }, verdict), nowMs);
    expect(told.ends).toEqual([
      end(2_500, 'oom', 'that life'),
      end(10_000, 'crash', 'the life before'),
    ]);
    expect(told.verdict.lives.at(-1)).toMatchObject({ endAtMs: nowMs - 2_500, cause: 'oom' });
    expect(told.verdict.timeToLimitSeconds).toBe(null);
  });

  test('of several lives since then the newest is the one before', () => {
    const ends = [11_000, 6_000].map((agoMs) => ({ ...lifeOf(), endAtMs: nowMs - agoMs }));
    const told = toldNow(worst(), target({}, { lives: [...ends, runs] }), nowMs);
    expect(told.ends).toEqual([end(6_000, 'crash', 'the life before')]);
    const { lives } = told.verdict;
    const recorded = toldNow(worst({ lives: [...ends, runs] }), null, nowMs);
    expect(lives.at(-1)).toMatchObject({ endAtMs: null });
    expect(recorded.ends).toEqual([
      end(6_000, 'crash', 'the last life'),
      end(11_000, 'crash', 'that life'),
    ]);
  });

  test('another instance of its workload says nothing of one that is down', () => {
    const down = target({ health: 'down' }, { instance: '127.0.0.1:6061', value: 1 });
    expect(toldNow(worst(), down, nowMs)).toMatchObject({
      ...{ asOfMs: nowMs - 12_000, isLastSeen: false },
    });
  });

  test('of one that is over neither', () => {
    const told = toldNow(worst({}, { state: 'resolved', resolvedAtMs: nowMs }), target(), nowMs);
    expect(told).toMatchObject({ asOfMs: nowMs - 12_000 });
    expect(told.verdict.timeToLimitSeconds).toBe(null);
  });

  test('where nobody looks on it is news for a minute', () => {
    expect(toldNow(worst(), null, nowMs)).toMatchObject({ why: explanation, asOfMs: null });
    const old = toldNow(worst(), null, nowMs + 60_000);
    expect(old).toMatchObject({ why: `At 20:14:51: ${finding}`, asOfMs: nowMs - 12_000 });
    expect(old.verdict.timeToLimitSeconds).toBe(3);
  });
});

describe('no view tells two times to the limit at once', () => {
  const views = viewsOf(worst(), target());

  test.for(Object.keys(views))('%s', (name) => {
    const text = views[name]?.() ?? '';
    expect(text).toMatch(/1 min 23 s/);
    expect(text).not.toMatch(/\b3 s\b/);
    expect(text).toContain(`At 20:14:51: ${finding.slice(0, 40)}`);
  });
});

describe('the gates are those of the verdict that is told', () => {
  const gate = (value: number, passed: boolean) => ({ value, needs: 60, passed });
  const one = worst({ evidence: { monotony: gate(61, true), outlook: gate(24, true) } });
  const fresh: Partial<Verdict> = {
    ...{ kind: 'steady', shape: 'noisy', confidence: 0.15, explanation: 'No leak is proved.' },
    evidence: { monotony: gate(7, false), outlook: gate(1.7, true) },
  };
  const terminal = (shown: TargetSnapshot) => {
    const [row] = rowsOf(snapshot([shown], { incidents: [one] }));
    if (row === undefined) throw new Error('there is one target');
    return proofSections(row, nowMs, 120)
      .flatMap(({ lines }) => lines)
      .map((line) => line.map(({ text }) => text).join(''))
      .join('\n');
  };
  const page = (shown: TargetSnapshot) => {
    const seen = snapshot([shown], { incidents: [one] });
    const own = targetPage(seen, shown.target.id, { speedscope: false });
    return textOf(new Map([...(own?.parts ?? [])].filter(([name]) => name !== 'chart')));
  };
  const ofIncident = (shown: TargetSnapshot) =>
    textOf(new Map([['gates', partsOf(one, shown).get('gates') ?? { html: '' }]]));

  test('of now as they are, without a time', () => {
    const now = target({}, { ...fresh, kind: 'sawtooth' });
    expect(terminal(now)).toMatch(/GATES\s+✕ monotony 7 .*✓ outlook/);
    for (const text of [page(now), ofIncident(now)]) {
      expect(text).toMatch(/What was asked Gate .*Monotony 7 .*Outlook/s);
    }
  });

  test.for([
    ['of a fresh life that looks steady', target({}, fresh)],
    ['of one that is down', target({ health: 'down', downSinceMs: nowMs - 4_000 }, fresh)],
  ] as const)('%s those that made it fire, with their time, and no forecast', ([, shown]) => {
    expect(terminal(shown)).toMatch(/GATES\s+at 20:14:51\s+✓ monotony 61/);
    expect(terminal(shown)).not.toContain('outlook');
    for (const text of [page(shown), ofIncident(shown)]) {
      expect(text).toMatch(/What was asked at 20:14:51 Gate .*Monotony 61/);
      expect(text).not.toMatch(/Outlook/);
    }
  });

  test('and the page of a target says what fires, as its heading does', () => {
    const down = target({ health: 'down', downSinceMs: nowMs - 4_000 }, fresh);
    expect(page(down)).toMatch(/down, firing .* sawtooth linear/s);
    expect(page(down)).toContain(`At 20:14:51: ${finding.slice(0, 40)}`);
    expect(page(down)).toMatch(/Last seen 20:15:03/);
    expect(page(down)).not.toMatch(/steady noisy|15 % sure|No leak is proved/);
    const quiet = snapshot([target({ health: 'down' }, fresh)]);
    const own = targetPage(quiet, target().target.id, { speedscope: false });
    expect(textOf(own?.parts ?? new Map())).toMatch(
      /steady noisy .*Last seen 20:15:03.*asked at 20:15:03/s,
    );
  });
});

test('the chart of an incident goes on with what its target has done since it was put on record', () => {
  const now = target();
  const whole = now.timeline;
  if (whole === null) throw new Error('the made-up target has a timeline');
  const short = { ...whole, points: whole.points.slice(0, 20), lifeEnds: [] };
  const chart = (timeline: Timeline, state: Incident['state'] = 'firing') =>
    partsOf(worst({}, { timeline, state }), now).get('chart')?.html;
  expect(chart(short)).toBe(chart(whole));
  expect(chart(short, 'resolved')).not.toBe(chart(whole, 'resolved'));
});

describe('a record knows of a life', () => {
  const points = [30, 10, 6].map((agoMs, i) => ({
    ...{ atMs: nowMs - agoMs * 1000, floor: 100, peak: [900, 400, 700][i] ?? 0 },
  }));
  const lives = [{ ...lifeOf(), startAtMs: nowMs - 40_000, endAtMs: null, cause: null }];
  const at = (timeline: Partial<Timeline>, ageMs = 0) => {
    const drawn = { signal: 'heapLive' as const, points, lifeEnds: [], ...timeline };
    const one = worst({ lives }, { timeline: drawn });
    const page = livesTable(toldNow(one, null, nowMs + ageMs).verdict, {
      asOfMs: toldNow(one, null, nowMs + ageMs).asOfMs,
    });
    const report = { ...leakReport({ incident: one }), madeAtMs: nowMs + ageMs };
    return { page: page?.html ?? '', markdown: reportMarkdown(report) };
  };

  test('how high it has stood since it was worst', () => {
    expect(at({}).page).toContain('<td>runs</td><td>700 B</td>');
    expect(at({ signal: 'rss' }).page).toContain('<td>runs</td><td>1 B</td>');
  });

  test('up to its end', () => {
    const lifeEnds = [{ atMs: nowMs - 8_000, cause: 'oom' as const, inferred: false }];
    const { page, markdown } = at({ lifeEnds });
    expect(page).toContain('<td>32 s</td><td>400 B</td><td class="oom">');
    expect(markdown).toContain('| 32 s | 400 B | killed for want of memory |');
  });

  test('that it ran when it was worst, once that is no news', () => {
    const { page, markdown } = at({}, 90_000);
    expect(page).toContain('<td>ran at 2026-11-22T20:14:51Z</td><td>700 B</td>');
    expect(markdown).toContain('| ran at 2026-11-22T20:14:51Z | 700 B |  |');
  });
});

describe('a sentence about it', () => {
  const report = {
    ...{ name: 'goleaky', madeAtMs: nowMs, diff: null, growth: null },
    ...{ notes: [], reproduce: [], sources: new Map() },
  };
  const timeline = {
    ...{ signal: 'heapLive' as const, points: [] },
    lifeEnds: [{ atMs: nowMs - 8_000, cause: 'oom' as const, inferred: false }],
  };

  test('says how the life ended, not what was left of it, and that it leaked', () => {
    const text = headline({ ...report, incident: worst({}, { timeline }) });
    expect(text).toMatch(/^goleaky leaked 2\.4 MiB\/s and was cut 3 times: /);
    expect(text).toContain('killed for want of memory at 2026-11-22T20:14:55Z');
    expect(text).not.toContain('limit in');
  });

  test('says of a life that runs how long it has before it says how the one before ended', () => {
    const one = worst({}, { timeline });
    const text = headline({ ...report, incident: one }, toldNow(one, target(), nowMs));
    expect(text).toMatch(/^goleaky leaks 2\.4 MiB\/s /);
    expect(text).toMatch(
      /; limit in 1 min 23 s [^;]*; the life before ended at 2026-11-22T20:14:55Z, killed for want of memory\.$/,
    );
  });

  test('says of one that is down when it was seen last, and that it leaked', () => {
    const down = target({ health: 'down', downSinceMs: nowMs - 2_000 }, { atMs: nowMs - 3_000 });
    const text = headline({ ...report, incident: worst() }, toldNow(worst(), down, nowMs));
    expect(text).toMatch(/^goleaky leaked 2\.4 MiB\/s .*; last seen at 2026-11-22T20:15:00Z\.$/);
  });
});

/** What is shown of one incident and its target, as text. */
function viewsOf(one: Incident, shown: TargetSnapshot): Readonly<Record<string, () => string>> {
  const query = readFleetQuery(new URLSearchParams());
  const seen = snapshot([shown], { incidents: [one] });
  return {
    'the card and the table of the fleet': () => textOf(fleetPage(seen, query).parts),
    'the page of the incident': () => pageOf(one, shown),
    'the incident on a terminal': () => screenOf(one, shown),
  };
}

function partsOf(one: Incident, shown: TargetSnapshot): ReadonlyMap<string, Html> {
  const bare = { speedscope: false, happenings: [], growthOf: () => growthStub('', '') };
  return incidentPage(snapshot([shown], { incidents: [one] }), one.id, bare)?.parts ?? new Map();
}

function pageOf(one: Incident, shown: TargetSnapshot): string {
  const parts = [...partsOf(one, shown)].filter(([name]) =>
    ['heading', 'verdict', 'why', 'chart'].includes(name),
  );
  return textOf(new Map(parts));
}

function screenOf(one: Incident, shown: TargetSnapshot): string {
  const screen = {
    kind: 'incident',
    incidentId: one.id,
    pane: 'culprits',
    scroll: 0,
    peeked: null,
  };
  const picture = { snapshot: snapshot([shown], { incidents: [one] }), events: [] };
  return incidentScreen(
    picture as never,
    { neighbours: new Map() } as never,
    screen as never,
    120,
    40,
  )
    .lines.map((line) => line.map(({ text }) => text).join(''))
    .join('\n');
}

function end(agoMs: number, cause: LifeEnd, whose: string) {
  return { atMs: nowMs - agoMs, cause, inferred: false, whose };
}

function lifeOf() {
  return {
    ...{ instance: '127.0.0.1:6060', startAtMs: 0, endAtMs: nowMs - 31_000 },
    ...{ cause: 'crash' as const, peakValue: 1, inferred: false },
  };
}

function textOf(parts: ReadonlyMap<string, { readonly html: string }>): string {
  return [...parts.values()]
    .map(({ html }) => html.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' '))
    .join('\n');
}
