import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';
import { Profile } from 'pprof-format';
import { afterAll, beforeAll, expect, test } from 'vitest';

let child: ChildProcess;
let base: string;

beforeAll(async () => {
  [child, base] = await start('--rate', '400', '--payload', '8192');
});

afterAll(() => {
  child.kill('SIGKILL');
});

test('/metrics gives the default metrics of prom-client', async () => {
  const text = await (await fetch(`${base}/metrics`)).text();
  for (const name of ['nodejs_heap_size_used_bytes', 'process_start_time_seconds']) {
    expect(text).toMatch(new RegExp(`^${name} [0-9.e+]+$`, 'm'));
  }
});

test('the heap profile names saveReport, with values unsampled as those of Go', async () => {
  const profile = await profileOf('gc=1', 6 << 20);
  const name = (index: number | bigint) => profile.stringTable.strings[Number(index)] ?? '';
  expect(profile.sampleType.map(({ type, unit }) => [name(type), name(unit)])).toEqual([
    ['inuse_objects', 'count'],
    ['inuse_space', 'bytes'],
  ]);
  expect(profile.periodType && name(profile.periodType.type)).toBe('space');
  expect(Number(profile.period)).toBe(65_536);
  expect(Math.abs(Number(profile.timeNanos) / 1e6 - Date.now())).toBeLessThan(60_000);

  const kept = largest(samplesUnder(profile, 'saveReport'));
  // A copy is 1024 numbers of 8 bytes and a header; the estimate of its size is a mean over samples.
  expect(kept.bytes).toBeGreaterThan(7000);
  expect(kept.bytes).toBeLessThan(10_000);
  expect(kept.space / kept.objects / kept.bytes).toBeCloseTo(1, 2);
  // Unsampled: the profile accounts for what grew, not for one sample in eight of it.
  const heapBytes = await heapUsedBytes();
  const all = profile.sample.reduce((sum, { value }) => sum + Number(value[1]), 0);
  expect(kept.space / all).toBeGreaterThan(0.8);
  expect(all).toBeGreaterThan(0.3 * heapBytes);
  expect(all).toBeLessThan(1.2 * heapBytes);
});

test('its stacks run from the leaf to the root, with script and line', async () => {
  const profile = await profileOf('', 1);
  const functions = new Map(profile.function.map((each) => [each.id, each]));
  const names = new Map(
    profile.location.map(({ id, line }) => {
      const found = functions.get(line[0]?.functionId ?? 0);
      const text = (index: number | bigint = 0) => profile.stringTable.strings[Number(index)];
      return [id, { name: text(found?.name), file: text(found?.filename), line: line[0]?.line }];
    }),
  );
  const stack = profile.sample
    .map(({ locationId }) => locationId.map((id) => names.get(id)))
    .find((frames) => frames[0]?.name === 'saveReport');
  expect(stack?.slice(0, 3).map((frame) => frame?.name)).toEqual([
    'saveReport',
    'validateAndSave',
    'tick',
  ]);
  expect(stack?.[0]?.file).toMatch(/^file:.*\/examples\/leaky-node\/repo\.mjs$/);
  expect(stack?.[0]?.line).toBe(8);
});

test('past its count it dies of an uncaught error', async () => {
  const [dying] = await start('--rate', '2000', '--max', '100', '--payload', '64');
  expect(dying.exitCode ?? (await once(dying, 'exit'))[0]).toBe(1);
});

test('a port that is taken ends it with a sentence', async () => {
  const address = base.replace('http://', '');
  const other = spawn(process.execPath, ['examples/leaky-node/main.mjs', '--addr', address]);
  let said = '';
  other.stderr.on('data', (text) => {
    said += text;
  });
  expect((await once(other, 'close'))[0]).toBe(1);
  expect(said).toMatch(/cannot listen on .*EADDRINUSE.* Choose another with --addr/);
});

/** Starts the program on a free port and answers once it says where it listens. */
async function start(...args: string[]): Promise<[ChildProcess, string]> {
  const started = spawn(
    process.execPath,
    ['examples/leaky-node/main.mjs', '--addr', '127.0.0.1:0', ...args],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const [line] = (await once(createInterface(started.stderr), 'line')) as [string];
  const url = /http:\/\/[\d.:]+/.exec(line)?.[0];
  if (url === undefined) throw new Error(`leaky-node said: ${line}`);
  return [started, url];
}

async function heapUsedBytes(): Promise<number> {
  const text = await (await fetch(`${base}/metrics`)).text();
  return Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1]);
}

/** Asks until saveReport holds `atLeastBytes`: the leak grows by 3 MiB a second. */
async function profileOf(query: string, atLeastBytes: number): Promise<Profile> {
  for (;;) {
    const response = await fetch(`${base}/debug/pprof/heap?${query}`);
    const profile = Profile.decode(gunzipSync(await response.arrayBuffer()));
    const held = samplesUnder(profile, 'saveReport').reduce((sum, { space }) => sum + space, 0);
    if (held >= atLeastBytes) return profile;
  }
}

function largest<T extends { readonly space: number }>(all: readonly T[]): T {
  const [first] = all.toSorted((a, b) => b.space - a.space);
  if (first === undefined) throw new Error('no sample');
  return first;
}

function samplesUnder(profile: Profile, leaf: string) {
  const named = new Set(
    profile.function
      .filter(({ name }) => profile.stringTable.strings[Number(name)] === leaf)
      .map(({ id }) => id),
  );
  const at = new Set(
    profile.location
      .filter(({ line }) => line.some(({ functionId }) => named.has(functionId)))
      .map(({ id }) => id),
  );
  return profile.sample
    .filter(({ locationId: [first] }) => first !== undefined && at.has(first))
    .map(({ value, label }) => ({
      objects: Number(value[0]),
      space: Number(value[1]),
      bytes: Number(label[0]?.num),
    }));
}
