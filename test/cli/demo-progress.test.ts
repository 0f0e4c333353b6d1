import { expect, test } from 'vitest';
import { demoConfig } from '../../src/cli/demo/demo-config.ts';
import { demoLines } from '../../src/cli/demo/demo-lines.ts';
import { advance, type DemoEvent, missing, noProgress } from '../../src/cli/demo/progress.ts';
import { summaryLines } from '../../src/cli/demo/summary.ts';
import { surroundings } from '../../src/cli/read-files.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Capture } from '../../src/model/capture.ts';
import type { Culprit, Diff } from '../../src/model/culprit.ts';
import type { WatchEvent } from '../../src/model/event.ts';
import type { Verdict } from '../../src/model/verdict.ts';

const everything = [
  'the growth',
  'two heap captures',
  'a diff that names repo.Save',
  'the time until memory runs out',
  'a death of the program',
  'the verdict sawtooth',
  'a signed notification that names repo.Save',
];

/** Each row: what happens, and what that takes off the list. */
test.each<{ name: string; events: DemoEvent[]; gone: number[] }>([
  { name: 'nothing', events: [], gone: [] },
  { name: 'a steady verdict', events: [verdict('steady', 'none')], gone: [] },
  { name: 'suspicion alone', events: [verdict('steady', 'suspicion', 20)], gone: [3] },
  { name: 'a leak without a limit', events: [verdict('leak', 'alarm')], gone: [0] },
  { name: 'a leak with one', events: [verdict('leak', 'alarm', 20)], gone: [0, 3] },
  { name: 'a sawtooth', events: [verdict('sawtooth', 'alarm')], gone: [0, 5] },
  { name: 'one capture', events: [captured('heap')], gone: [] },
  { name: 'two captures', events: [captured('heap'), captured('heap')], gone: [1] },
  { name: 'goroutine captures', events: [captured('goroutine'), captured('goroutine')], gone: [] },
  { name: 'a diff of the culprit', events: [diffed('repo.Save', 'likely')], gone: [2] },
  { name: 'a diff of another', events: [diffed('repo.Load', 'confirmed')], gone: [] },
  { name: 'a diff of nobody', events: [diffed(null, 'likely')], gone: [] },
  { name: 'a start', events: [{ kind: 'start', pid: 1 }], gone: [] },
  { name: 'a death', events: [died()], gone: [4] },
  {
    name: 'a body',
    events: [{ kind: 'notification', body: '{"culprit":"repo.Save"}' }],
    gone: [6],
  },
  { name: 'a body without it', events: [{ kind: 'notification', body: '{}' }], gone: [] },
])('$name', ({ events, gone }) => {
  const progress = events.reduce(advance, noProgress('repo.Save'));
  expect(missing(progress)).toEqual(everything.filter((_, i) => !gone.includes(i)));
});

test('the time to the limit is that of the first verdict that it leaks', () => {
  const [early, first, later] = [
    verdict('steady', 'suspicion', 30),
    verdict('leak', 'alarm', 20),
    verdict('leak', 'alarm', 10),
  ];
  const said = (events: DemoEvent[]) =>
    events.reduce(advance, noProgress('')).timeToLimit?.timeToLimitSeconds;
  expect([said([early]), said([early, first]), said([early, first, later])]).toEqual([30, 20, 20]);
});

test('the surest diff is kept, of equals the one over more captures', () => {
  const sureness = (events: DemoEvent[]) => {
    const { named } = events.reduce(advance, noProgress('repo.Save'));
    return [named?.culprit.confidence, named?.captures.length];
  };
  const [likely, sure] = [diffed('repo.Save', 'likely', 3), diffed('repo.Save', 'confirmed', 4)];
  expect(sureness([likely, sure])).toEqual(['confirmed', 4]);
  expect(sureness([sure, diffed('repo.Save', 'likely', 9)])).toEqual(['confirmed', 4]);
  expect(sureness([sure, diffed('repo.Save', 'confirmed', 6)])).toEqual(['confirmed', 6]);
});

test('the summary says everything that was seen, and how to look again', () => {
  const progress = [
    verdict('leak', 'alarm', 20),
    captured('heap'),
    captured('heap'),
    diffed('repo.Save', 'confirmed'),
    died(),
    verdict('sawtooth', 'alarm'),
    { kind: 'notification', body: '{"culprit":"repo.Save"}' } as const,
  ].reduce(advance, noProgress('repo.Save'));
  const text = summaryLines(progress).join('\n');
  for (const part of [
    /limit in 20 s/,
    /repo\.Save \(repo\.go:7\) \+2\.0 MiB, 98 % of the growth, confirmed/,
    /at repo\.Save repo\.go:7\n {4}by main\.main main\.go:3/,
    /exit 2 after 36 s: panic: full/,
    /Verdict: sawtooth/,
    /"culprit": "repo\.Save"/,
    /cd \/data\n {2}go tool pprof -top -base 0\.pb\.gz 1\.pb\.gz/,
    /sawtooth diff 0\.pb\.gz 1\.pb\.gz/,
  ]) {
    expect(text).toMatch(part);
  }
  expect(missing(progress)).toEqual([]);
});

test('a summary of nothing is empty', () => {
  expect(summaryLines(noProgress('repo.Save'))).toEqual([]);
});

test.each([
  { event: died(), line: '1970-01-01T00:00:00Z  died        exit 2 after 36 s: panic: full' },
  { event: captured('goroutine'), line: undefined },
  { event: { kind: 'start', pid: 7 } as const, line: /started {5}the program as process 7/ },
])('lines: $event.kind', ({ event, line }) => {
  const [said] = demoLines(event, 0);
  if (line instanceof RegExp) expect(said).toMatch(line);
  else expect(said).toBe(line);
});

test.each(['pprof', 'metrics'] as const)(
  'the configuration of a %s job is a valid one',
  (source) => {
    const text = demoConfig(
      { name: 'leaky', source, address: '127.0.0.1:7000', limitBytes: 192 * 1024 ** 2 },
      { url: 'http://127.0.0.1:7001/hook', secretFile: 'secret' },
    );
    const { config, problems } = loadConfig('/demo/sawtooth.yaml', text, {
      ...surroundings,
      readFile: () => ({ ok: true, value: 'a secret' }),
    });
    expect(problems).toEqual([]);
    expect(config?.scrapeConfigs[0]).toMatchObject({ source, limitBytes: 192 * 1024 ** 2 });
    expect(config?.scrapeConfigs[0]?.profiles === null).toBe(source === 'pprof');
    expect(config?.receivers[0]).toMatchObject({ secret: 'a secret', name: 'demo' });
    expect(config?.storage.path).toBe('/demo');
  },
);

function verdict(
  kind: Verdict['kind'],
  concern: Verdict['concern'],
  timeToLimitSeconds: number | null = null,
): DemoEvent {
  return {
    kind: 'looked',
    verdict: {
      ...{ atMs: 0, kind, concern, shape: null, leakKind: 'heap', signal: 'heapLive' },
      ...{ instance: 'a', value: 1, floor: 1, limitBytes: 100, leakRatePerSecond: 1 },
      ...{ leakRateInterval: [1, 1], timeToLimitSeconds, timeToLimitInterval: null },
      ...{ confidence: 1, lives: [], evidence: {}, explanation: 'because' },
    },
  };
}

function captured(kind: Capture['kind']): DemoEvent {
  return watch({ kind: 'captured', capture: { ...capture(0), kind } });
}

function capture(i: number): Capture {
  return {
    ...{ id: `${i}`, targetId: 't', kind: 'heap', role: 'incident', atMs: i, lifeStartAtMs: 0 },
    ...{ gc: true, path: `/data/${i}.pb.gz`, bytes: 10, tookMs: 1 },
  };
}

function diffed(name: string | null, confidence: Culprit['confidence'], captures = 2): DemoEvent {
  const culprit: Culprit = {
    ...{ function: name ?? '', package: 'repo', file: 'repo.go', line: 7, growth: 2 * 1024 ** 2 },
    ...{ growthInterval: [1, 3], share: 0.98, confidence, kind: 'application', leaf: '' },
    stack: [
      { function: 'repo.Save', file: 'repo.go', line: 7, inline: false },
      { function: 'main.main', file: 'main.go', line: 3, inline: false },
    ],
    why: '',
    waiting: null,
    retainers: [],
  };
  const total = { total: 0, atMs: 0 };
  const diff: Diff = {
    ...{ sampleType: 'inuse_space', unit: 'bytes', base: total, current: total, captures },
    ...{ growth: 1, verdict: confidence, culprits: name === null ? [] : [culprit] },
    ...{ rest: null, next: null, top: [], warnings: [] },
  };
  return watch({
    kind: 'diffed',
    diff,
    captures: Array.from({ length: captures }, (_, i) => capture(i)),
  });
}

function died(): DemoEvent {
  const end = { exitCode: 2, signal: null, lastWords: 'panic: full' };
  return { kind: 'death', death: { atMs: 0, livedMs: 36_000, ...end } };
}

function watch(event: WithoutPlace<WatchEvent>): DemoEvent {
  return { kind: 'watch', event: { atMs: 0, target: 'a', workload: 'w', ...event } };
}

type WithoutPlace<E> = E extends unknown ? Omit<E, 'atMs' | 'target' | 'workload'> : never;
