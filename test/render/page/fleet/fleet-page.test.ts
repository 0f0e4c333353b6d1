import { describe, expect, test } from 'vitest';
import type { Snapshot, TargetSnapshot } from '../../../../src/model/snapshot.ts';
import type { LifeEnding } from '../../../../src/model/timeline.ts';
import { fleetPage } from '../../../../src/render/page/fleet/fleet-page.ts';
import { fleetLink, readFleetQuery } from '../../../../src/render/page/fleet/fleet-query.ts';
import {
  coldTarget,
  downTarget,
  incident,
  leakTarget,
  nowMs,
  quietTarget,
  sawtoothTarget,
  snapshot,
  target,
} from '../../../support/snapshots.ts';
import { verdict } from '../../../support/verdict.ts';

const everything = snapshot(
  [quietTarget('ledger', 'l:1'), coldTarget(), downTarget(), leakTarget(), sawtoothTarget()],
  { incidents: [incident()] },
);

function read(address: string) {
  return readFleetQuery(new URLSearchParams(address));
}

function htmlOf(of: Snapshot = everything, address = '') {
  const { parts } = fleetPage(of, read(address));
  return [...parts.values()].map(({ html }) => html).join('\n');
}

/** The workloads of the table's rows, from the top. */
function order(of: Snapshot, address: string): string[] {
  const rows = htmlOf(of, address).matchAll(/scope="row" class="who"><a href="[^"]*">([^<]*)</g);
  return [...rows].map(([, workload = '']) => workload);
}

describe('the query of the fleet’s page', () => {
  test.each([
    ['', './'],
    ['q=cart', '?q=cart'],
    ['sort=rate', '?sort=rate'],
    ['sort=-rate&page=3', '?sort=-rate&page=3'],
    ['sort=urgency', './'],
    ['sort=-urgency', '?sort=-urgency'],
    ['group=workload&q=a+b', '?q=a+b&group=workload'],
    ['sort=nothing&page=-1&group=x', './'],
    ['page=1e9', './'],
    ['page=99999999999', './'],
    [`q=${'x'.repeat(5000)}`, `?q=${'x'.repeat(200)}`],
  ])('%s is written as %s', (address, link) => {
    expect(fleetLink(read(address))).toBe(link);
  });
});

describe('the table', () => {
  test.each([
    ['', ['goleaky', 'search', 'shop/cart', 'ledger', 'billing']],
    ['sort=-urgency', ['billing', 'ledger', 'shop/cart', 'search', 'goleaky']],
    ['sort=workload', ['billing', 'goleaky', 'ledger', 'search', 'shop/cart']],
    ['sort=rate', ['goleaky', 'shop/cart', 'search', 'ledger', 'billing']],
    ['sort=-rate', ['shop/cart', 'goleaky', 'search', 'ledger', 'billing']],
    ['sort=time', ['goleaky', 'shop/cart', 'search', 'ledger', 'billing']],
    ['sort=level', ['shop/cart', 'goleaky', 'ledger', 'search', 'billing']],
    ['q=shop', ['shop/cart']],
    ['q=SaveReport', ['goleaky']],
    ['q=job%3Dledger', ['ledger']],
    ['q=leak%3F', ['shop/cart']],
    ['q=leak+goleaky', ['goleaky']],
    ['q=nothing', []],
  ])('%s', (address, workloads) => {
    expect(order(everything, address)).toEqual(workloads);
  });

  test('says why a target is down: over the whole row where there is no figure, else below its name', () => {
    const whole = htmlOf();
    expect(whole).toMatch(/<td role="cell" class="said" colspan="6"><span class="why">GET http/);
    const known = { ...quietTarget('cart', '1:1'), health: 'down', lastError: 'refused' } as const;
    const page = htmlOf(snapshot([known]));
    expect(page).toMatch(/class="who">.*<span class="why">refused<\/span><\/th>/);
    expect(page).not.toContain('class="said"');
  });

  test('a filter that cannot be is a sentence in place of the table, with what can be asked', () => {
    const page = htmlOf(everything, 'q=job%3Dledger+stat:firing');
    expect(page).toContain('stat is no field and no label of a target. Did you mean state?');
    expect(page).toContain('key:value (or key=value)');
    expect(order(everything, 'q=stat:firing')).toEqual([]);
  });

  test('says why nothing is shown', () => {
    expect(htmlOf(everything, 'q=nothing')).toContain('None of 5 targets matches nothing');
    expect(htmlOf(snapshot([]))).toContain('No target is found yet');
  });

  test('a heading that is on turns the order around, and says which it is', () => {
    expect(htmlOf(everything, 'sort=rate')).toContain(
      'aria-sort="descending"><a href="?sort=-rate">Leak rate',
    );
    expect(htmlOf(everything, 'sort=-rate&q=o')).toContain(
      'aria-sort="ascending"><a href="?q=o&amp;sort=rate">Leak rate',
    );
  });

  test('a row has what the dashboard has: figures, the picture with its ends in words, who it was', () => {
    const [row = ''] = /<tr role="row" id="t-goleaky.*?<\/tr>/s.exec(htmlOf()) ?? [];
    expect(row).toContain('sawtooth firing');
    expect(row).toContain('href="targets/goleaky%2F127.0.0.1%3A6060"');
    expect(row).toContain('aria-label="floor from 10.0 MiB to 55.6 MiB, 2 ends of lives"');
    expect(row).toContain('56.1\u00a0MiB <small>of 256.0\u00a0MiB</small>');
    expect(row).toContain('+2.4 MiB/s');
    expect(row).toContain('1 min 23 s');
    expect(row).toContain('title="goleaky/repo.SaveReport (repo/repo.go:31)">repo.SaveReport<');
  });

  test('the picture has no line over the time in which nothing was seen, nor over an end', () => {
    const floors = [0, 1, 2, 3, 4, 20, 21, 22, 23, 24, 25];
    const points = floors.map((second) => {
      const floor = (1 + second) * 1e6;
      return { atMs: nowMs - 60_000 + second * 1000, floor, peak: floor };
    });
    const pathOf = (lifeEnds: readonly LifeEnding[]) => {
      const timeline = { signal: 'heapLive' as const, points, lifeEnds };
      const page = htmlOf(snapshot([quietTarget('cart', '1:1', { timeline })]));
      return /<path class="line" d="([^"]*)"/.exec(page)?.[1] ?? '';
    };
    expect(pathOf([]).match(/M/g)).toHaveLength(2);
    const end = { atMs: nowMs - 60_000 + 22_500, cause: 'crash', inferred: false } as const;
    expect(pathOf([end]).match(/M/g)).toHaveLength(3);
    const moves = [
      ...pathOf([end]).matchAll(/M([\d.]+) [\d.]+(?:L[\d.]+ [\d.]+)*?L?([\d.]+) [\d.]+(?=M|$)/g),
    ];
    expect(moves.map(([, from, until]) => [from, until].map(Number))).toEqual([
      [0, 19.2],
      [96, 105.6],
      [110.4, 120],
    ]);
  });

  test('the level of one that is down is marked as the last one, in no colour of alarm', () => {
    const full = verdict('leak', 'alarm', { value: 99e6, limitBytes: 100e6 });
    const rowOf = (health: 'up' | 'down') =>
      htmlOf(snapshot([quietTarget('cart', '1:1', { health, verdict: full })]));
    expect(rowOf('up')).toContain('class="meter bad"');
    expect(rowOf('down')).toContain('class="meter dim"');
  });

  test('by workload: the one with the most urgent row first, with how many it has', () => {
    const of = snapshot([
      quietTarget('a', 'a:1'),
      quietTarget('b', 'b:1'),
      quietTarget('b', 'b:2', { verdict: verdict('leak', 'suspicion') }),
      quietTarget('c', 'c:1'),
    ]);
    expect(order(of, 'group=workload')).toEqual(['b', 'b', 'a', 'c']);
    const heads = htmlOf(of, 'group=workload').matchAll(/colspan="8">(\w) <small>([^<]*)</g);
    expect([...heads].map(([, name, size]) => [name, size])).toEqual([
      ['b', '2 targets'],
      ['a', '1 target'],
      ['c', '1 target'],
    ]);
  });
});

describe('many targets', () => {
  const many = (count: number): TargetSnapshot[] =>
    Array.from({ length: count }, (_, i) =>
      quietTarget(`w${String(i).padStart(4, '0')}`, `i:${i}`),
    );

  test('are shown a hundred at a time', () => {
    const of = snapshot(many(250));
    expect(order(of, '')).toHaveLength(100);
    expect(order(of, 'page=3')).toHaveLength(50);
    expect(order(of, 'page=2&sort=workload')[0]).toBe('w0100');
    expect(htmlOf(of, 'page=2')).toContain('101 to 200 of 250');
    expect(htmlOf(of, 'page=2')).toContain('href="./" rel="prev"');
    expect(htmlOf(of, 'page=2')).toContain('href="?page=3" rel="next"');
    // A page that is there no more is the last that is.
    expect(htmlOf(of, 'page=77')).toContain('201 to 250 of 250');
  });

  test('of a page those that it shows are worked out, and no others', () => {
    const drawn = new Set<string>();
    const targets = many(2000).map((one) => {
      const { timeline } = one;
      return Object.defineProperty({ ...one }, 'timeline', {
        get: () => {
          drawn.add(one.target.id);
          return timeline;
        },
      });
    });
    htmlOf(snapshot(targets), 'page=3');
    expect(drawn.size).toBe(100);
  });

  test('make no large page', () => {
    const long = Array.from({ length: 480 }, (_, i) => ({
      atMs: i * 1000,
      floor: i % 37,
      peak: i,
    }));
    const lifeEnds = [5000, 90_000].map((atMs) => ({
      atMs,
      cause: 'oom' as const,
      inferred: false,
    }));
    const timeline = { signal: 'heapLive' as const, points: long, lifeEnds };
    const targets = many(5000).map((one) => ({ ...one, timeline }));
    const incidents = Array.from({ length: 5000 }, (_, i) =>
      incident({ id: `i${i}`, targetId: `t${i}` }),
    );
    const snoozes = targets.map(({ target: { workload } }) => ({
      ...{ id: workload, workload, why: 'x', by: '', sinceMs: 0, untilMs: nowMs },
    }));
    const page = htmlOf(snapshot(targets, { incidents, snoozes }));
    expect(page.length).toBeLessThan(400_000);
    expect(page).toContain('and 4988 more, in the table');
    expect(page).toContain('5 000</b> up');
  });
});

describe('above the table', () => {
  test('stands what fires, the least time first, in words and with who it was', () => {
    const soon = incident({
      id: 'soon',
      targetId: 'soon',
      workload: 'soon',
      verdict: verdict('leak', 'alarm', { atMs: nowMs, timeToLimitSeconds: 5 }),
    });
    const pending = incident({
      ...{ id: 'p', targetId: 'maybe', workload: 'maybe', state: 'pending', firedAtMs: null },
    });
    const twice = incident({ id: 'twice', rule: 'MemoryLeakSoonFull', activeAtMs: nowMs });
    const of = snapshot([sawtoothTarget()], { incidents: [pending, twice, incident(), soon] });
    const { parts, title } = fleetPage(of, read(''));
    const firing = parts.get('firing')?.html ?? '';
    expect(title).toBe('(1) sawtooth');
    expect(firing).toContain('<a href="incidents/twice">MemoryLeakSoonFull</a> firing');
    expect(firing).toContain('2 firing, 1 pending');
    expect(firing.indexOf('>soon<')).toBeLessThan(firing.indexOf('>goleaky<'));
    expect(firing.indexOf('>goleaky<')).toBeLessThan(firing.indexOf('>maybe<'));
    expect(firing).toContain('href="incidents/01JD9XKQ2M"');
    expect(firing).toContain('has been cut by 2 crashes at about 56\u00a0MiB');
    expect(firing).toContain(
      'goleaky/repo.SaveReport (repo/repo.go:31) +48.2\u00a0MiB, 97\u00a0% of the growth, confirmed',
    );
  });

  test('one count of what fires stands in all of it, also of what is down or kept quiet', () => {
    const [up, down, quiet] = ['a', 'b', 'c'].map((workload) =>
      quietTarget(workload, `${workload}:1`, { health: workload === 'b' ? 'down' : 'up' }),
    );
    if (!up || !down || !quiet) throw new Error('three are made');
    const of = snapshot([up, down, quiet], {
      incidents: [up, down, quiet].map(({ target: { id, workload } }) =>
        incident({ id: workload, targetId: id, workload }),
      ),
      snoozes: [{ id: 'z', workload: 'c', why: '', by: '', sinceMs: 0, untilMs: nowMs + 9e6 }],
    });
    const { parts, title } = fleetPage(of, read(''));
    const tally = parts.get('heading')?.html.replace(/<[^>]*>/g, ' ');
    expect(tally).toMatch(/ 2 {2}firing {2,}1 {2}to watch {2,}1 {2}down/);
    expect(title).toBe('(2) sawtooth');
    expect(parts.get('firing')?.html).toContain('>2 firing, 1 kept quiet<');
  });

  test('stands who is not alerted, and that time is scaled', () => {
    const snooze = {
      id: 'z',
      workload: 'goleaky',
      why: 'an import',
      by: 'ops',
      sinceMs: 0,
      untilMs: nowMs,
    };
    const shown = htmlOf(
      snapshot([sawtoothTarget()], { incidents: [incident()], snoozes: [snooze], timeScale: 60 }),
    );
    expect(shown).toContain('sawtooth snoozed');
    expect(shown).toContain('by ops: an import');
    expect(shown).toContain('time × 60');
    expect(fleetPage(everything, read('')).parts.get('recent')?.html).toContain('hidden');
  });
});

test('sources: a store that does not answer says why, and so does discovery', () => {
  const feeds = [
    {
      name: 'fleet',
      health: 'down' as const,
      lastError: 'refused',
      lastRoundAtMs: null,
      lastRoundMs: null,
      series: 7,
      seriesLeftOut: 3,
      seriesLimit: 50_000,
    },
  ];
  const discovery = {
    isSettled: true,
    providers: [
      { job: 'pods', mechanism: 'kubernetes' as const, failures: 1, problem: 'forbidden' },
    ],
    targets: new Map(),
    dropped: new Map(),
    limits: new Map(),
    droppedLabels: [],
  };
  const { parts } = fleetPage(snapshot([], { feeds }), read(''), discovery);
  const sources = parts.get('sources')?.html ?? '';
  for (const text of ['fleet', 'refused', '7 series, 3 left out', 'pods', 'forbidden']) {
    expect(sources).toContain(text);
  }
});

test('no text from outside is markup', () => {
  const evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>\u001b[31m\u202e';
  const [culprit] = incident().culprits;
  if (culprit === undefined) throw new Error('the made-up incident has a culprit');
  const one = {
    ...sawtoothTarget(),
    target: { ...target(evil, evil), labels: { [evil]: evil, instance: evil } },
    lastError: evil,
  };
  const of = snapshot([one, { ...one, health: 'down' as const }], {
    incidents: [
      incident({
        id: evil,
        workload: evil,
        rule: evil,
        targetId: one.target.id,
        culprits: [{ ...culprit, function: evil, file: evil }],
      }),
      incident({ id: evil, workload: evil, rule: evil, state: 'resolved', resolvedAtMs: nowMs }),
    ],
    snoozes: [{ id: evil, workload: evil, why: evil, by: evil, sinceMs: 0, untilMs: nowMs }],
    silences: new Map([[evil, { id: evil, receiver: evil, by: evil, why: evil, untilMs: null }]]),
    feeds: [
      {
        name: evil,
        health: 'down',
        lastError: evil,
        lastRoundAtMs: 0,
        lastRoundMs: 1,
        series: 1,
        seriesLeftOut: 1,
        seriesLimit: 50_000,
      },
    ],
  });
  for (const address of ['', `group=workload&q=${encodeURIComponent('"><img')}`]) {
    const shown = htmlOf(of, address);
    expect(shown).toContain('&lt;img src=x');
    expect(shown).not.toMatch(/<img|<script|\u202e/);
    expect(shown).not.toContain('\u001b');
    // Every attribute ends where it was meant to.
    expect(shown).not.toMatch(/"><img|" onerror/);
  }
});
