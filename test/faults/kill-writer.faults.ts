import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openOwnStore } from '../../src/store/open-own-store.ts';
import type { Store } from '../../src/store/store.ts';
import { seeded } from './support/seeded.ts';

const kills = 200;
/** Processes at once, each with a store of its own that all its kills hit. */
const lanes = 4;
const hourMs = 3_600_000;

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-kills-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Said = {
  readonly ready?: true;
  readonly failed?: string;
  readonly ok?: boolean;
  readonly version?: number;
  readonly sum?: string;
  readonly incident?: string;
  readonly workload?: string;
  readonly snooze?: string;
  readonly capture?: string;
};

/** What is acknowledged of one store: the newest version by name, and the hash of each capture. */
type Acknowledged = {
  readonly versions: Map<string, number>;
  readonly captures: Map<string, string>;
  nextVersion: number;
};

/** Starts a writer, kills it at a moment that chance chooses, and answers what it acknowledged. */
async function killedWriter(
  path: string,
  seed: number,
  firstVersion: number,
  random: () => number,
) {
  const file = new URL('support/writer.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [file, path, `${seed}`, `${firstVersion}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const over = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const isReady = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('"ready"')) resolve();
    });
    void over.then(resolve);
  });
  // One in ten while it opens the store.
  if (random() < 0.1) await passed(random() * 250);
  else {
    await isReady;
    await passed(random() * 60);
  }
  kill(child);
  await over;
  // A line that the kill tore is no acknowledgement.
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line): Said => JSON.parse(line));
}

function kill(child: ChildProcess): void {
  child.kill('SIGKILL');
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function note(acknowledged: Acknowledged, said: readonly Said[]): void {
  expect(said.flatMap(({ failed }) => failed ?? [])).toEqual([]);
  const writes = said.filter(({ ok }) => ok !== undefined);
  expect(writes.filter(({ ok }) => !ok)).toEqual([]);
  for (const one of writes) {
    const { version = 0, capture, sum = '' } = one;
    if (capture !== undefined) acknowledged.captures.set(capture, sum);
    for (const kind of ['incident', 'workload', 'snooze'] as const) {
      if (one[kind] !== undefined) acknowledged.versions.set(`${kind} ${one[kind]}`, version);
    }
    acknowledged.nextVersion = Math.max(acknowledged.nextVersion, version + 1);
  }
}

/** The version of each thing that the store holds. */
function versionsIn(store: Store): Map<string, number> {
  const [incidents, snoozes] = [store.listIncidents(), store.listSnoozes()];
  if (!incidents.ok || !snoozes.ok) throw new Error('the store cannot be read');
  const found = new Map<string, number>();
  for (const { id, memory } of incidents.value) found.set(`incident ${id}`, Number(memory?.told));
  for (const { why } of snoozes.value) found.set('snooze only', Number(why));
  for (let key = 0; key < 8; key++) {
    const recalled = store.recallWorkload(`${key}`);
    if (!recalled.ok) throw new Error(recalled.reason);
    if (recalled.value === null) continue;
    found.set(`workload ${key}`, (recalled.value.state as { version: number }).version);
  }
  return found;
}

/** An incident and who is owed its news are of one version: they went in together. */
function isAtomic(store: Store, versions: ReadonlyMap<string, number>): boolean {
  const listed = store.listNotifications();
  if (!listed.ok) return false;
  const newest = listed.value.filter(({ receiver }) => receiver === 'newest');
  return newest.every(({ incident, atMs }) => versions.get(`incident ${incident}`) === atMs);
}

async function lostOf(path: string, acknowledged: Acknowledged): Promise<string[]> {
  // What is half written is swept when nobody can be at it any more.
  const nowMs = () => Date.now() + hourMs;
  const opened = await openOwnStore(path, { nowMs, say: () => undefined });
  if (!opened.ok) return [opened.reason];
  const store = opened.value;
  const found = versionsIn(store);
  const lost = [...acknowledged.versions]
    .filter(([name, version]) => (found.get(name) ?? 0) < version)
    .map(([name, version]) => `${name}: ${version} was acknowledged, ${found.get(name)} is there`);
  if (!isAtomic(store, found)) lost.push('an incident without who is owed its news');
  lost.push(...(await lostCaptures(store, acknowledged)));
  await store.close();
  // What was written and not acknowledged may be there; from now on it has to be.
  for (const [name, version] of found) {
    acknowledged.versions.set(name, version);
    acknowledged.nextVersion = Math.max(acknowledged.nextVersion, version + 1);
  }
  return [...lost, ...spoiltFiles(path, found)];
}

async function lostCaptures(store: Store, { captures }: Acknowledged): Promise<string[]> {
  const listed = await store.listCaptures();
  const byId = new Map((listed.ok ? listed.value : []).map((one) => [one.id, one]));
  const lost: string[] = [];
  for (const [id, sum] of captures) {
    const capture = byId.get(id);
    const read = capture === undefined ? null : await store.readCapture(capture);
    const is = read?.ok ? createHash('sha256').update(read.value).digest('hex') : 'nothing';
    if (is !== sum) lost.push(`the capture ${id}`);
  }
  return lost;
}

/** Half-written files, and files for people that are not as the book says. */
function spoiltFiles(path: string, found: ReadonlyMap<string, number>): string[] {
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
  const half = files.filter((name) => name.endsWith('.half-written'));
  const stale = [...found].filter(([name, version]) => {
    const [kind, id = ''] = name.split(' ');
    if (kind !== 'incident') return false;
    const text = readFileSync(join(path, 'incidents', id, 'incident.json'), 'utf8');
    return Number(JSON.parse(text).memory.told) !== version;
  });
  return [...half, ...stale.map(([name]) => `the file of the ${name}`)];
}

test(`${kills} kills of a process that writes lose nothing that was acknowledged`, async () => {
  let acknowledgements = 0;
  let inOpening = 0;
  const lane = async (number: number): Promise<string[]> => {
    const random = seeded(1000 + number);
    const path = join(folder, `${number}`);
    const acknowledged: Acknowledged = { versions: new Map(), captures: new Map(), nextVersion: 1 };
    const lost: string[] = [];
    for (let i = 0; i < kills / lanes; i++) {
      const said = await killedWriter(path, number * 1000 + i, acknowledged.nextVersion, random);
      note(acknowledged, said);
      acknowledgements += said.filter(({ ok }) => ok === true).length;
      if (said.length === 0) inOpening += 1;
      lost.push(...(await lostOf(path, acknowledged)).map((what) => `kill ${i}: ${what}`));
      // Old captures are checked once more at the end of their lane alone.
      if (i % 10 === 9) acknowledged.captures.clear();
    }
    return lost;
  };
  const lost = (await Promise.all(Array.from({ length: lanes }, (_, i) => lane(i)))).flat();
  console.log(
    `${kills} kills, ${lost.length} lost (${acknowledgements} writes were acknowledged, ${inOpening} kills came before the store was open)`,
  );
  expect(lost).toEqual([]);
  expect(acknowledgements).toBeGreaterThan(kills);
});
