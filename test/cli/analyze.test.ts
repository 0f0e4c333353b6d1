import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as analyze from '../../src/cli/analyze.ts';
import type { Reading } from '../../src/model/reading.ts';
import { constant, mib, noisy, ramp, record } from '../support/series-generator.ts';
import { runIn } from './fake-io.ts';

const startMs = 1_700_000_000_000;
const leak = csv(record(ramp(20 * mib, mib), { ticks: 120 }));
const deaths = { ticks: 200, restarts: [60, 120], limitBytes: 100 * mib };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sawtooth-analyze-'));
  const files: Readonly<Record<string, string | Uint8Array>> = {
    'leak.csv': leak,
    'leak.csv.gz': gzipSync(leak),
    'flat.csv': csv(record(noisy(constant(50 * mib), 0.1, 1), { ticks: 120 })),
    'teeth.csv': csv(record(ramp(20 * mib, 1.3 * mib), deaths)),
    'bad.csv': 'when,value\n1,2\n',
    'percent.csv': `t,value\n${Array.from({ length: 120 }, (_, i) => `${i * 60},${20 + i / 2}`).join('\n')}\n`,
    'low.yaml':
      'groups: [{ name: g, rules: [{ alert: A, detect: { min_growth: 1GB }, labels: { severity: x }, annotations: { summary: s } }] }]\n',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Readings of live heap as the CSV that `analyze` reads. */
function csv(readings: readonly Reading[]): string {
  const rows = readings.map(({ atMs, figures, startAtMs, limitBytes }) =>
    [atMs / 1000, figures.heapLive, (startAtMs ?? 0) / 1000, limitBytes ?? ''].join(','),
  );
  return ['t,heap_live,start_time,limit', ...rows, ''].join('\n');
}

async function answers(args: readonly string[], stdin = '') {
  const { code, out, err } = await runIn(folder, analyze, ['--json', ...args], { stdin });
  const lines = out.split('\n').filter((line) => line !== '');
  return { code, err, objects: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('a leak: one object with verdict, figures and times, exit 1', async () => {
  const { code, err, objects } = await answers(['leak.csv']);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  const [found] = objects;
  expect(Object.keys(found ?? {})).toEqual(
    expect.arrayContaining(
      (
        'file labels verdict shape leakKind signal firedAt resolvedAt incidents leakRatePerSecond ' +
        'leakRateInterval timeToLimitSeconds timeToLimitInterval confidence lives samples gaps ' +
        'explanation evidence'
      ).split(' '),
    ),
  );
  expect(found).toMatchObject({
    file: 'leak.csv',
    verdict: 'leak',
    shape: 'linear',
    leakKind: 'heap',
    signal: 'heapLive',
    resolvedAt: null,
    samples: 120,
    gaps: 0,
    timeToLimitSeconds: null,
  });
  const firedAt = Number(found?.['firedAt']);
  expect(firedAt).toBeGreaterThan(startMs / 1000 + 15 * 60);
  expect(firedAt).toBeLessThan(startMs / 1000 + 40 * 60);
  expect(found?.['incidents']).toEqual([
    { rule: 'MemoryLeak', firedAt, resolvedAt: null, verdict: 'leak' },
  ]);
  expect(found?.['leakRatePerSecond']).toBeCloseTo(mib / 60, -2);
});

test('a steady file: exit 0 and nothing fired', async () => {
  const { code, objects } = await answers(['flat.csv']);
  expect(code).toBe(0);
  expect(objects[0]).toMatchObject({ verdict: 'steady', firedAt: null, incidents: [] });
});

test('teeth cut by kills are a sawtooth with its lives', async () => {
  const { objects } = await answers(['teeth.csv']);
  expect(objects[0]).toMatchObject({ verdict: 'sawtooth' });
  expect(objects[0]?.['lives']).toHaveLength(3);
});

test('input order, gzip, and a bad file that does not stop the others: exit 2', async () => {
  const { code, err, objects } = await answers(['leak.csv.gz', 'bad.csv', 'no.csv', 'flat.csv']);
  expect(objects.map(({ file }) => file)).toEqual(['leak.csv.gz', 'flat.csv']);
  expect(code).toBe(2);
  expect(err).toMatch(/bad\.csv: line 1: no column t/);
  expect(err).toMatch(/no\.csv: there is no such file/);
});

test('stdin as - and as nothing', async () => {
  for (const args of [['-'], []]) {
    const { objects } = await answers(args, leak);
    expect(objects[0]).toMatchObject({ file: '-', verdict: 'leak' });
  }
});

test('--exit-zero, --limit, --unit and --rules', async () => {
  expect((await answers(['--exit-zero', 'leak.csv'])).code).toBe(0);
  const limited = await answers(['--limit', '512MiB', 'leak.csv']);
  expect(limited.objects[0]).toMatchObject({ limitBytes: 512 * mib });
  expect(limited.objects[0]?.['timeToLimitSeconds']).toBeGreaterThan(0);
  const percent = await answers(['--unit', 'percent', 'percent.csv']);
  expect(percent.objects[0]).toMatchObject({ limitBytes: 100, signal: 'value' });
  expect((await answers(['--rules', 'low.yaml', 'leak.csv'])).objects[0]?.['incidents']).toEqual(
    [],
  );
});

test.each([
  [['--unit', 'kilos', 'leak.csv'], /--unit kilos is not known/],
  [['--limit', 'much', 'leak.csv'], /--limit much/],
  [['--rules', 'none.yaml', 'leak.csv'], /none\.yaml/],
  [['.'], /cannot read \.: it is a folder/],
])('%j is wrong usage', async (args, reason) => {
  const { code, err } = await answers(args);
  expect(code).toBe(2);
  expect(err).toMatch(reason);
});

test('for people: a line a file and the explanation', async () => {
  const { out } = await runIn(folder, analyze, ['leak.csv', 'flat.csv']);
  expect(out).toMatch(
    /^leak\.csv: leak \(linear\), fired 2023-11-14T22:\d\d:.*\n {2}Heap leak: live heap .* → .*\nflat\.csv: steady/,
  );
});

test('--chart draws the series and marks when the alert fired', async () => {
  const { out } = await runIn(folder, analyze, ['--chart', 'leak.csv']);
  const lines = out.split('\n');
  // The dashboard's own chart, without a colour: this is no terminal.
  expect(lines.slice(2, 4).join('\n')).toMatch(/[⠀-⣿]/);
  expect(lines.findIndex((line) => /^ +0 ┤/.test(line))).toBeGreaterThan(4);
  const fired = lines.find((line) => line.includes('▲'));
  expect(fired).toMatch(/^ +▲━+$/);
  expect(out).toMatch(/\n +11-14 2\d:\d\d/);
  expect(lines.at(-2)).toMatch(/^ {2}▲ fired {2}.*⠤ heapLive/);
  expect(out).not.toContain('\u001b');
});

test('on a terminal the series is drawn by itself; in a pipe, as JSON and with --no-chart it is not', async () => {
  const drawn = /[⠀-⣿]/;
  const call = async (args: readonly string[], terminal?: 'stdout') =>
    (await runIn(folder, analyze, args, terminal === undefined ? {} : { terminal })).out;
  const shown = await call(['leak.csv'], 'stdout');
  expect(shown).toMatch(drawn);
  // A verdict is worth a look even where nothing fired.
  expect(await call(['flat.csv'], 'stdout')).toMatch(drawn);
  const chart = shown.split('\n').filter((line) => drawn.test(line));
  expect(chart.every((line) => plain(line).length <= 100)).toBe(true);
  for (const out of [
    await call(['leak.csv']),
    await call(['leak.csv', '--no-chart'], 'stdout'),
    await call(['leak.csv', '--json'], 'stdout'),
  ]) {
    expect(out).not.toMatch(drawn);
  }
});

function plain(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken away.
  return line.replaceAll(/\u001b\[[\d;]*m/g, '');
}

test('several pods of one workload are one answer with its lives', async () => {
  const rows = [0, 1, 2].flatMap((pod) =>
    Array.from({ length: 200 }, (_, i) => {
      const t = 1_700_000_000 + pod * 12_060 + i * 60;
      return `${t},shop,shop-${pod},${1e8 + i * 2e6},${1_700_000_000 + pod * 12_060}`;
    }),
  );
  const { objects } = await answers(['-'], ['t,workload,pod,rss,start_time', ...rows].join('\n'));
  expect(objects).toHaveLength(1);
  expect(objects[0]).toMatchObject({
    verdict: 'sawtooth',
    labels: { workload: 'shop' },
    samples: 600,
  });
  expect(objects[0]?.['lives']).toHaveLength(3);
});

test('pools of a JVM are one heap; twenty points; a clock that is set back; a count', async () => {
  const jvm = Array.from({ length: 60 }, (_, i) =>
    ['eden', 'old'].map(
      (id) =>
        `jvm_memory_used_bytes{area="heap",id="${id}",instance="x"} ${1e8 + i * 1e6} ${startMs + i * 60_000}\n`,
    ),
  );
  const [heap] = (await answers(['-'], jvm.flat().join(''))).objects;
  expect(heap).toMatchObject({ signal: 'heapUsed', samples: 60, gaps: 0 });
  expect(heap?.['value']).toBeGreaterThan(2e8);

  const twenty = Array.from(
    { length: 20 },
    (_, i) => `${1_700_000_000 + i * 900},${1e8 + i * 9e6}`,
  );
  expect((await answers(['-'], `t,rss\n${twenty.join('\n')}\n`)).objects[0]?.['samples']).toBe(20);

  const back = Array.from({ length: 300 }, (_, i) => {
    return `${1_700_000_000 + (i > 150 ? i - 60 : i) * 60},${1e8}`;
  });
  const { code, objects } = await answers(['-'], `t,rss\n${back.join('\n')}\n`);
  expect({ code, verdict: objects[0]?.['verdict'] }).toEqual({ code: 0, verdict: 'steady' });

  const count = Array.from({ length: 600 }, (_, i) => `${1_700_000_000 + i * 60},${100 + 3 * i}`);
  const counted = await answers(['--unit', 'count', '-'], `t,value\n${count.join('\n')}\n`);
  expect(counted.objects[0]).toMatchObject({ verdict: 'leak', signal: 'value', limitBytes: null });
});
