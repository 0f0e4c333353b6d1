import { describe, expect, test } from 'vitest';
import type { WatchEvent } from '../../../src/model/event.ts';
import type { Incident } from '../../../src/model/incident.ts';
import type { Snapshot } from '../../../src/model/snapshot.ts';
import type { ProfileSource, Target } from '../../../src/model/target.ts';
import { incidentPage } from '../../../src/render/page/incident-page.ts';
import { targetPage } from '../../../src/render/page/target-page.ts';
import { growthStub } from '../../../src/render/page/watch/growth-part.ts';
import { type Happening, happeningOf } from '../../../src/render/page/watch/happening.ts';
import { diff } from '../../support/diff.ts';
import { everyEvent } from '../../support/events.ts';
import {
  capture,
  coldTarget,
  downTarget,
  heapDiff,
  incident,
  nowMs,
  sawtoothTarget,
  snapshot,
} from '../../support/snapshots.ts';

const profiles: ProfileSource = {
  url: 'http://ops:pa55@127.0.0.1:6060/debug/pprof',
  kinds: ['heap', 'goroutine'],
  gc: true,
  minIntervalMs: 60_000,
  http: { headers: { 'x-key': 'pa55' } },
};
const saw = sawtoothTarget();
const watched = { ...saw, target: { ...saw.target, profiles } };
const everything = snapshot([watched, coldTarget(), downTarget()], { incidents: [incident()] });
const id = '01JD9XKQ2M';
const growthOf = () => growthStub('1', 'growth');
const around = { speedscope: true, growthOf };

function targetHtml(of: Snapshot, target: Target, at = around) {
  const page = targetPage(of, target.id, at);
  return [...(page?.parts.values() ?? [])].map(({ html }) => html).join('\n');
}

function incidentHtml(of: Snapshot, happenings: readonly Happening[] = [], at = around) {
  const page = incidentPage(of, id, { ...at, happenings });
  return [...(page?.parts.values() ?? [])].map(({ html }) => html).join('\n');
}

describe('the page of a target', () => {
  const page = targetHtml(everything, watched.target);

  test('has the verdict in figures and words, its gates, its lives and its chart', () => {
    expect(page).toContain('<dd>sawtooth linear</dd>');
    expect(page).toContain('has been cut by 2 crashes at about 56\u00a0MiB');
    expect(page).toContain('1 min 17 s to 1 min 31 s (80 %)');
    expect(page).toMatch(/Significance<\/th><td>0.0004<\/td><td>≥ 0.01<\/td><td>✓ yes<\/td>/);
    expect(page.match(/<td class="crash">crashed</g)).toHaveLength(2);
    // One drawn for desks and one for phones.
    expect(page.match(/<svg class="memory"/g)).toHaveLength(2);
  });

  test('has its captures to take away, to look at, and what to type of them', () => {
    expect(page).toContain('href="../api/v1/captures/c3" download');
    expect(page).toContain(
      'href="../speedscope/#profileURL=..%2Fapi%2Fv1%2Fcaptures%2Fc3&amp;title=heap%202026-11-22T20%3A15%3A00Z',
    );
    expect(page).toMatch(
      /go tool pprof -http=: -diff_base \d+-heap-baseline.pb.gz \d+-heap-incident.pb.gz/,
    );
    expect(targetHtml(everything, watched.target, { ...around, speedscope: false })).not.toContain(
      'speedscope',
    );
  });

  test('an id of a capture keeps its slashes and loses what an address may not have', () => {
    const odd = { ...capture(watched.target, 'manual', 1), id: '2026-11-22/a b/c#d?e/1.pb.gz' };
    const of = snapshot([{ ...watched, captures: [odd] }]);
    expect(targetHtml(of, watched.target)).toContain(
      'href="../api/v1/captures/2026-11-22/a%20b/c%23d%3Fe/1.pb.gz"',
    );
  });

  test('goroutine stacks as text, and captures of another life, are not compared nor opened', () => {
    const last = capture(watched.target, 'incident', 1);
    const before = { ...capture(watched.target, 'baseline', 9), lifeStartAtMs: 7 };
    const text = { ...last, id: 't', kind: 'goroutine' as const, path: 'captures/t.txt' };
    const shown = targetHtml(
      snapshot([{ ...watched, captures: [before, last, text] }]),
      watched.target,
    );
    expect(shown).toMatch(/go tool pprof -http=: \d+-heap-incident.pb.gz/);
    expect(shown.match(/>speedscope</g)).toHaveLength(2);
  });

  test('offers a capture where there is something to ask, and says why elsewhere', () => {
    expect(page).toContain('<form method="post" action="goleaky%2F127.0.0.1%3A6060">');
    expect(targetHtml(everything, coldTarget().target)).toContain(
      'No profile can be captured of it',
    );
  });

  test('shows neither credentials nor headers', () => {
    expect(page).toContain('http://127.0.0.1:6060/debug/pprof');
    expect(page).not.toContain('pa55');
  });

  test('says why it is down, and leads to its incidents', () => {
    expect(targetHtml(everything, downTarget().target)).toContain('the connection was refused');
    expect(page).toContain('href="../incidents/01JD9XKQ2M">MemoryLeak</a>');
  });

  test('of one that is down it says since when, and neither a rate nor what is left', () => {
    const down = {
      ...watched,
      ...{ health: 'down' as const, lastError: 'refused', downSinceMs: nowMs - 7000 },
    };
    const text = targetHtml(snapshot([down], { incidents: [incident()] }), down.target);
    expect(text).toContain('Down since 20:14:56 (7 s). refused');
    expect(text).toContain('not seen since 2026-11-22T20:14:56Z');
    expect(text).toMatch(/class="level dim".*class="meter dim"/);
    expect(page).toMatch(/class="level".*class="meter plain"/);
    expect(text).not.toMatch(/<td>runs<|Limit in|Leak rate|limit in/);
  });

  test('is none for a target that is not there', () => {
    expect(targetPage(everything, 'nobody', around)).toBeNull();
  });
});

describe('the page of an incident', () => {
  const about = { target: '127.0.0.1:6060', workload: 'goleaky' };
  const happenings: Happening[] = [
    ...everyEvent().map(happeningOf),
    happeningOf({
      ...about,
      atMs: nowMs - 9000,
      kind: 'notified',
      incident: 'another',
      receiver: 'other',
      status: 'firing',
    }),
    happeningOf({
      ...about,
      workload: 'cart',
      atMs: nowMs - 8000,
      kind: 'target-down',
      reason: 'elsewhere',
    }),
    happeningOf({ ...about, atMs: nowMs - 7000, kind: 'target-down', reason: 'a hiccup' }),
    happeningOf({ ...about, atMs: nowMs - 900_000, kind: 'target-down', reason: 'long before' }),
  ];

  test('names the culprit, how sure that is, and the stack', () => {
    const page = incidentHtml(everything);
    expect(page).toContain('<h3><code>goleaky/repo.SaveReport</code></h3>');
    expect(page).toContain('repo/repo.go:31');
    expect(page).toContain('Confirmed, since');
    expect(page).toContain('href="01JD9XKQ2M/report.html" download');
    expect(page).toContain('<code>main.doWork</code>');
    expect(page).toContain('href="../api/v1/incidents/01JD9XKQ2M/diff.pb.gz"');
    expect(page).toContain('..%2Fapi%2Fv1%2Fincidents%2F01JD9XKQ2M%2Fgrowth.pb.gz');
    expect(page).toContain('href="../targets/goleaky%2F127.0.0.1%3A6060"');
  });

  test('tells how it went: its own and its target’s, newest first, and who was told', () => {
    const page = incidentPage(everything, id, { ...around, happenings });
    const story = page?.parts.get('story')?.html ?? '';
    expect(story).toContain('a hiccup');
    for (const other of ['elsewhere', 'long before', 'other: firing']) {
      expect(story).not.toContain(other);
    }
    const times = [...story.matchAll(/datetime="([^"]+)"/g)].map(([, time]) => time ?? '');
    expect(times.length).toBeGreaterThan(4);
    expect(times).toEqual(times.toSorted().toReversed());
    const told = page?.parts.get('told')?.html ?? '';
    expect(told).toContain('demo: firing');
    expect(told).toContain('pager: status 500 after 9 attempts');
    expect(told).not.toContain('other: firing');
  });

  test('who has still to be told stands beside who was', () => {
    const record = { incident: id, status: 'firing', state: 'owed', atMs: nowMs - 26_000 } as const;
    const owed = [
      { ...record, receiver: 'pager <b>' },
      { ...record, incident: 'other', receiver: 'elsewhere' },
    ];
    const page = incidentPage({ ...everything, owed }, id, { ...around, happenings });
    const html = page?.parts.get('told')?.html ?? '';
    expect(html).toMatch(
      /<b>owed<\/b> pager &lt;b&gt;: firing, not delivered yet <span>since <time/,
    );
    expect(html).not.toContain('elsewhere');
    expect(html).not.toContain('Nobody yet');
  });

  test('the story puts on each diff whom that one accuses, and on one that cleared all nobody', () => {
    const cleared = {
      ...diff('not-enough-evidence', [], { captures: 2, sampleType: 'goroutine', unit: 'count' }),
      current: { total: 9, atMs: nowMs - 1_000 },
    };
    const diffs = [heapDiff, cleared];
    const page = incidentHtml(snapshot([sawtoothTarget()], { incidents: [incident({ diffs })] }));
    expect(page).toMatch(
      /<span>\d captures, inuse_space: goleaky\/repo.SaveReport [^<]*confirmed</,
    );
    expect(page).toContain('<span>2 captures, goroutine: no culprit<');
  });

  test('after a restart it has what the store has: how it went, and who was told', () => {
    const page = incidentHtml(everything);
    expect(page).toMatch(/firing<\/b> <span>MemoryLeak/);
    expect(page).toMatch(/captured<\/b> <span>3 profiles: incident heap, baseline heap</);
    expect(page).toMatch(/ended<\/b> <span>crashed, at 55.6 MiB/);
    expect(page).toMatch(/diffed<\/b> <span>\d captures, inuse_space: goleaky\/repo.SaveReport/);
    expect(page).toContain('Nobody yet');
    const record = { incident: id, status: 'firing', atMs: nowMs - 26_000 } as const;
    const told = [
      { ...record, receiver: 'oncall', state: 'told' },
      { ...record, receiver: 'pager', state: 'refused' },
      { ...record, incident: 'other', receiver: 'elsewhere', state: 'told' },
    ] as const;
    const after = incidentPage({ ...everything, told }, id, {
      ...around,
      happenings: [],
    })?.parts.get('told')?.html;
    expect(after).toContain('<b>notified</b> oncall: firing');
    expect(after).toContain('<b>not told</b> pager: firing was refused');
    expect(after).not.toContain('elsewhere');
  });

  test('nothing is told twice: what an event said its record need not say', () => {
    const [first] = everything.incidents[0]?.captures ?? [];
    if (first === undefined) throw new Error('the made-up incident has captures');
    const event: WatchEvent = {
      ...{ atMs: first.atMs + 300, target: '127.0.0.1:6060', workload: 'goleaky' },
      ...{ kind: 'captured' as const, capture: first },
    };
    const lines = (happenings: readonly Happening[]) =>
      incidentPage(everything, id, { ...around, happenings })
        ?.parts.get('story')
        ?.html.match(/(\d+) profiles/)?.[1];
    expect([lines([]), lines([happeningOf(event)])]).toEqual(['3', '3']);
  });

  test('figures that are not of now say of when they are', () => {
    expect(incidentHtml(everything)).not.toContain('as of <time');
    expect(incidentHtml({ ...everything, atMs: nowMs + 61_000 })).toMatch(
      /All of this as of <time[^>]+>20:15:03</,
    );
  });

  test.each<[name: string, over: Partial<Incident>, text: string]>([
    ['pending', { state: 'pending', firedAtMs: null }, 'pending since 2026-11-22T20:14:31Z'],
    ['firing', {}, 'fired 2026-11-22T20:14:36Z, 27 s ago'],
    ['over', { state: 'resolved', resolvedAtMs: nowMs - 7000 }, 'over after 20 s'],
    ['without a culprit', { culprits: [], diffs: [] }, 'Nothing has been compared yet.'],
    [
      'without a chart',
      { timeline: { signal: 'rss', points: [], lifeEnds: [] } },
      'Nothing to draw yet',
    ],
  ])('%s', (_name, over, text) => {
    expect(incidentHtml(snapshot([], { incidents: [incident(over)] }))).toContain(text);
  });

  test('its target is gone, it is snoozed', () => {
    const snooze = {
      id: 'z',
      workload: 'goleaky',
      why: 'an import',
      by: 'ops',
      sinceMs: 0,
      untilMs: nowMs,
    };
    const page = incidentHtml(snapshot([], { incidents: [incident()], snoozes: [snooze] }));
    expect(page).toContain('its target is gone');
    expect(page).toContain('by ops: an import');
  });

  test('is none for an incident that is not known', () => {
    expect(incidentPage(everything, 'nobody', { ...around, happenings: [] })).toBeNull();
  });
});

test('no text from outside is markup, whatever part of a page it stands in', () => {
  const evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>\u001b[31m\u202e';
  const first = incident();
  const [culprit] = first.culprits;
  const [frame] = culprit?.stack ?? [];
  const heap = first.captures[0];
  if (culprit === undefined || frame === undefined || heap === undefined)
    throw new Error('made up');
  const verdict = {
    ...first.verdict,
    explanation: evil,
    evidence: { [evil]: { value: 1, needs: 2, passed: false } },
    lives: [
      { instance: evil, startAtMs: 0, endAtMs: null, cause: null, peakValue: 1, inferred: false },
      {
        instance: 'b',
        startAtMs: 0,
        endAtMs: 1,
        cause: 'oom' as const,
        peakValue: 1,
        inferred: false,
      },
    ],
  };
  const bad = incident({
    rule: evil,
    workload: evil,
    labels: { [evil]: evil },
    verdict,
    culprits: [
      {
        ...culprit,
        function: evil,
        file: evil,
        why: evil,
        stack: [{ ...frame, function: evil, file: evil }],
        retainers: [{ function: evil, why: evil }],
      },
    ],
    captures: [{ ...heap, id: evil, path: `${evil}.pb.gz` }],
  });
  const target = {
    ...watched,
    verdict,
    lastError: evil,
    captures: bad.captures,
    target: {
      ...watched.target,
      id: evil,
      workload: evil,
      url: `http://a/${evil}`,
      labels: { [evil]: evil },
      notices: [evil],
      profiles: { ...profiles, url: `http://a/${evil}` },
    },
  };
  const of = snapshot([target], {
    incidents: [{ ...bad, targetId: evil }],
    snoozes: [{ id: 'z', workload: evil, why: evil, by: evil, sinceMs: 0, untilMs: nowMs }],
  });
  const told = happeningOf({
    atMs: nowMs,
    target: evil,
    workload: evil,
    kind: 'notify-failed',
    incident: id,
    receiver: evil,
    reason: evil,
  });
  for (const page of [
    targetPage(of, evil, around, { text: evil, tone: 'warn' }),
    incidentPage(of, id, { ...around, happenings: [told] }),
  ]) {
    const shown = [...(page?.parts.values() ?? [])].map(({ html }) => html).join('\n');
    expect(shown.match(/&lt;img/g)?.length).toBeGreaterThan(8);
    expect(shown).not.toMatch(/<img|<script|\u202e|"><img|" onerror/);
    expect(shown).not.toContain('\u001b');
  }
});
