import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Effect,
  type IncidentEvent,
  type IncidentTrack,
  untracked,
} from '../../src/incident/state.ts';
import { isAlarm, step } from '../../src/incident/step.ts';
import type { Culprit, Diff, Frame } from '../../src/model/culprit.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Concern } from '../../src/model/verdict.ts';
import { culprit, diff } from '../support/diff.ts';
import { rule } from '../support/rule.ts';
import { capture, target } from '../support/snapshots.ts';
import { verdict } from '../support/verdict.ts';

const minuteMs = 60_000;
const concerns: Record<string, Concern> = { '.': 'none', s: 'suspicion', A: 'alarm', W: 'alarm' };

/**
 * Plays one judgement a minute: `.` nothing, `s` suspicion, `A` alarm (leak), `W` alarm (sawtooth),
 * `d` a diff that names somebody, `c` one that confirms, each between two minutes; `|` a new life.
 * Answers with the state after each minute (`-` inactive, `p` pending, `F` firing, `R` resolved),
 * and the effects with their minute.
 */
function play(script: string, over: Partial<Rule> = {}, from: IncidentTrack = untracked) {
  const asked = rule(over);
  let track = from;
  let minute = 0;
  let lifeStartAtMs = 0;
  let states = '';
  const effects: { minute: number; effect: Effect }[] = [];
  const feed = (event: IncidentEvent) => {
    const next = step(track, event, asked);
    track = next.track;
    effects.push(...next.effects.map((effect) => ({ minute, effect })));
  };
  for (const sign of script) {
    if (sign === '|') lifeStartAtMs = minute * minuteMs;
    else if (sign === 'd' || sign === 'c') {
      const sure = sign === 'c' ? 'confirmed' : 'likely';
      const found = diff(sure, [culprit('goleaky/repo.SaveReport', sure)]);
      feed({ kind: 'diffed', atMs: minute * minuteMs, diff: found, captures: [] });
    } else {
      minute += 1;
      feed(judged(sign, minute * minuteMs, lifeStartAtMs));
      states += { inactive: '-', pending: 'p', firing: 'F', resolved: 'R' }[
        track.incident?.state ?? 'inactive'
      ];
    }
  }
  return { states, effects, track };
}

function judged(sign: string, atMs: number, lifeStartAtMs: number): IncidentEvent {
  const concern = concerns[sign] ?? 'none';
  const kind = sign === 'W' ? 'sawtooth' : concern === 'none' ? 'steady' : 'leak';
  return {
    kind: 'judged',
    atMs,
    verdict: verdict(kind, concern, { atMs }),
    target: {
      id: 'abc',
      labels: { job: 'shop', instance: '127.0.0.1:6060' },
      workload: 'shop',
      lifeStartAtMs,
      captureIntervalMs: minuteMs,
    },
  };
}

function minutesOf(effects: { minute: number; effect: Effect }[], wanted: string): string {
  return effects
    .filter(({ effect }) => nameOf(effect) === wanted)
    .map(({ minute }) => minute)
    .join(' ');
}

function nameOf(effect: Effect): string {
  if (effect.kind === 'capture') return effect.role;
  return effect.kind === 'notify' ? `notify ${effect.status}` : effect.kind;
}

describe('states', () => {
  const check = (name: string, script: string, states: string, over: Partial<Rule> = {}) =>
    test(name, () => expect(play(script, over).states).toBe(states));

  check('quiet stays inactive', '......', '------');
  check('suspicion alone never becomes an alert', 'ssssssssss', '----------');
  check('an alarm is pending until it has held for 5m', '.AAAAAAA', '-pppppFF');
  check('a gap in the alarm starts it anew', 'AAA.AAAAAA', 'ppp-pppppF');
  check('without `for` it fires at once', '.A', '-F', { forMs: 0 });
  check('it keeps firing for a while', 'A......', 'FFFFRRR', {
    forMs: 0,
    keepFiringForMs: 4 * minuteMs,
  });
  check('an alarm within that time holds it', 'A..A...', 'FFFFFFR', {
    forMs: 0,
    keepFiringForMs: 3 * minuteMs,
  });
  check('suspicion goes on holding what has fired', 'Asss.s.....', 'FFFFFFFRRRR', {
    forMs: 0,
    keepFiringForMs: 2 * minuteMs,
  });
  check('after it was resolved a new one opens', 'A..A', 'FFRF', {
    forMs: 0,
    keepFiringForMs: 2 * minuteMs,
  });
  check('a time scale shortens both', 'A.', 'FR', {
    forMs: 0,
    timeScale: 60,
    keepFiringForMs: minuteMs,
  });
  check(
    'a restart alone resolves nothing before the new life is as old as the old one was',
    '.....A|..........',
    '-----FFFFFFFFFRR',
    { forMs: 0, keepFiringForMs: minuteMs },
  );
  check('only the verdicts that the rule asks for count', 'AAWW', '--FF', {
    forMs: 0,
    detect: { ...rule().detect, verdicts: ['sawtooth'] },
  });
  check('only the leak kinds that the rule asks for count', 'AAAA', '----', {
    forMs: 0,
    detect: { ...rule().detect, leakKinds: ['goroutine'] },
  });
});

describe('captures', () => {
  test('begin at suspicion, are spaced, and stop after six', () => {
    const { effects } = play('.ssssssssssssssssssss');
    expect(minutesOf(effects, 'suspicion')).toBe('2 3 4 5 6 7');
    expect(minutesOf(effects, 'incident')).toBe('');
  });
  test('are farther apart the older the life is', () => {
    const { effects } = play('.'.repeat(99) + 's'.repeat(60));
    expect(minutesOf(effects, 'suspicion')).toBe('100 109 119 130 142 155');
  });
  test('go on while it fires, until the culprit is confirmed', () => {
    const { effects } = play('AAAdAAAcAAAA', { forMs: 0 });
    expect(minutesOf(effects, 'incident')).toBe('1 2 3 4 5 6');
  });
  test('start anew in a new life', () => {
    const { effects } = play('ssssssss|ss');
    expect(minutesOf(effects, 'suspicion')).toBe('1 2 3 4 5 6 9 10');
  });
  test('are never asked of a target without profiles', () => {
    const event = judged('s', 0, 0);
    if (event.kind !== 'judged') throw new Error('not a judgement');
    const none = { ...event, target: { ...event.target, captureIntervalMs: null } };
    expect(step(untracked, none, rule()).effects).toEqual([]);
  });
});

describe('notifications', () => {
  const told = (script: string, over: Partial<Rule> = {}) =>
    play(script, { forMs: 0, keepFiringForMs: minuteMs, ...over }).effects.flatMap(
      ({ minute, effect }) =>
        effect.kind === 'notify'
          ? [
              `${minute} ${effect.status} ${effect.incident.verdict.kind} ${effect.incident.culprits[0]?.confidence ?? '-'}`,
            ]
          : [],
    );

  test('wait for the first diff, and name the culprit', () => {
    expect(told('AdA')).toEqual(['1 firing leak likely']);
  });
  test('do not wait longer than twenty seconds', () => {
    expect(told('AA')).toEqual(['2 firing leak -']);
  });
  test('are repeated when the culprit is confirmed or the leak has become a sawtooth', () => {
    expect(told('AdAAcAAWW')).toEqual([
      '1 firing leak likely',
      '3 firing leak confirmed',
      '6 firing sawtooth confirmed',
    ]);
  });
  test('say when it is over', () => {
    expect(told('Ad...')).toEqual(['1 firing leak likely', '2 resolved leak likely']);
  });
  test('carry no value in a label', () => {
    const { track } = play('AAd');
    expect(track.incident?.labels).toEqual({
      alertname: 'MemoryLeak',
      severity: 'warning',
      job: 'shop',
      instance: '127.0.0.1:6060',
      workload: 'shop',
    });
  });
});

test('a weaker diff never replaces a surer one', () => {
  const { track } = play('AcAd', { forMs: 0 });
  expect(track.incident?.culprits[0]?.confidence).toBe('confirmed');
});

describe('goroutines of a library', () => {
  const loop = culprit('net/http.(*persistConn).readLoop', 'likely', {
    package: 'net/http',
    kind: 'standard-library',
  });
  const goroutines = (first: Culprit) => diff('likely', [first], { sampleType: 'goroutine' });
  const heap = (callee: string) =>
    diff('likely', [
      culprit('shop.Stock', 'likely', {
        stack: [
          { function: callee, file: 'http/client.go', line: 1, inline: false },
          { function: 'shop.Stock', file: 'shop/stock.go', line: 7, inline: false },
        ],
      }),
    ]);
  const firstOf = (...diffs: readonly Diff[]) => {
    const asked = rule({ forMs: 0 });
    let { track } = play('A', { forMs: 0 });
    const atMs = 2 * minuteMs;
    const leak = verdict('leak', 'alarm', { leakKind: 'goroutine' });
    ({ track } = step(track, { ...judged('A', atMs, 0), verdict: leak } as IncidentEvent, asked));
    for (const one of diffs) {
      ({ track } = step(track, { kind: 'diffed', atMs, diff: one, captures: [] }, asked));
    }
    return track.incident?.culprits[0]?.function;
  };

  test('come after who calls the library, by what the heap says', () => {
    expect(firstOf(goroutines(loop), heap('net/http.(*Client).Do'))).toBe('shop.Stock');
    expect(firstOf(heap('net/http.(*Client).Do'), goroutines(loop))).toBe('shop.Stock');
  });

  test('come after who enters the library in another of its packages, and not after whom it calls', () => {
    const run = culprit('google.golang.org/grpc/internal/grpcsync.(*Serializer).run', 'likely', {
      package: 'google.golang.org/grpc/internal/grpcsync',
      file: '/go/pkg/mod/google.golang.org/grpc@v1.83.2/internal/grpcsync/serializer.go',
      kind: 'third-party',
    });
    const frame = (name: string, file: string, line = 1) => ({
      ...{ function: name, file, line, inline: false },
    });
    const made = frame('google.golang.org/grpc.NewClient', 'grpc@v1.83.2/clientconn.go');
    const serves = frame('google.golang.org/grpc.(*Server).serve', 'grpc@v1.83.2/server.go');
    const own = frame('shop.Stock', 'repo/repo.go', 31);
    const named = (...stack: Frame[]) =>
      diff('likely', [culprit('shop.Stock', 'likely', { stack })]);
    expect(firstOf(goroutines(run), named(made, own))).toBe('shop.Stock');
    expect(firstOf(goroutines(run), named(own, serves))).toBe(run.function);
  });

  test('of a module of golang.org/x stay before who calls another one of these, of vendored sources as well', () => {
    const vendored = (path: string) => `/src/shop/vendor/golang.org/x/${path}`;
    const reads = culprit('golang.org/x/net/http2.(*ClientConn).readLoop', 'likely', {
      package: 'golang.org/x/net/http2',
      file: vendored('net/http2/transport.go'),
      kind: 'third-party',
    });
    const called = (name: string, path: string) => [
      { function: name, file: vendored(path), line: 1, inline: false },
      { function: 'shop.Stock', file: 'repo/repo.go', line: 31, inline: false },
    ];
    const own = (...stack: Frame[]) => diff('likely', [culprit('shop.Stock', 'likely', { stack })]);
    const text = called('golang.org/x/text/transform.String', 'text/transform/transform.go');
    expect(firstOf(goroutines(reads), own(...text))).toBe(reads.function);
    const net = called('golang.org/x/net/html.Parse', 'net/html/parse.go');
    expect(firstOf(goroutines(reads), own(...net))).toBe('shop.Stock');
  });

  test('come first where the heap names somebody else', () => {
    expect(firstOf(goroutines(loop), heap('encoding/json.Unmarshal'))).toBe(loop.function);
  });

  test('do not take the place of who was seen among them before', () => {
    const seen = goroutines(culprit('shop.Stock', 'likely'));
    expect(firstOf(seen, goroutines(loop))).toBe('shop.Stock');
    expect(firstOf(goroutines(loop), seen)).toBe('shop.Stock');
  });
});

test('its captures are on record all the same: those of the newest life that has proved nothing', () => {
  const asked = rule({ forMs: 0 });
  const { track } = play('Ac', { forMs: 0 });
  const weaker = (life: number) => ({
    ...{ kind: 'diffed' as const, atMs: life * minuteMs, diff: diff('not-enough-evidence', []) },
    captures: [1, 2].map((i) => ({
      ...capture(target('shop', '127.0.0.1:6060'), 'incident', i),
      ...{ id: `${life}-${i}`, atMs: life * minuteMs + i, lifeStartAtMs: life * minuteMs },
    })),
  });
  const second = step(track, weaker(2), asked);
  expect(second.track.incident?.captures.map(({ id }) => id)).toEqual(['2-1', '2-2']);
  expect(second.track.incident?.culprits).toEqual(track.incident?.culprits);
  expect(second.effects).toEqual([{ kind: 'record', incident: second.track.incident }]);
  expect(step(second.track, weaker(2), asked).effects).toEqual([]);
  const third = step(second.track, weaker(3), asked);
  expect(third.track.incident?.captures.map(({ id }) => id)).toEqual(['3-1', '3-2']);
});

test('whatever comes, an incident never goes from resolved back to firing under the same id', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...'.sAWdc|'), { maxLength: 60 }), (signs) => {
      const { effects } = play(signs.join(''), { forMs: 0, keepFiringForMs: 2 * minuteMs });
      const over = new Set<string>();
      for (const { effect } of effects) {
        if (effect.kind !== 'record') continue;
        const { id, state } = effect.incident;
        if (over.has(id)) expect(state).toBe('resolved');
        if (state === 'resolved') over.add(id);
      }
    }),
  );
});

test('a rule that needs a limit is quiet where none is known', () => {
  const soonFull = rule({ detect: { ...rule().detect, needsLimit: true } });
  expect(isAlarm(verdict('leak', 'alarm'), soonFull)).toBe(true);
  expect(isAlarm(verdict('leak', 'alarm', { limitBytes: null }), soonFull)).toBe(false);
});
