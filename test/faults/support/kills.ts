import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openOwnStore } from '../../../src/store/open-own-store.ts';
import type { Store } from '../../../src/store/store.ts';
import type { FailingDisk } from './failing-disk.ts';
import { seeded } from './seeded.ts';

const hourMs = 3_600_000;

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
  versions: Map<string, number>;
  readonly captures: Map<string, string>;
  nextVersion: number;
};

/** Starts a writer, kills it at a moment that chance chooses, and answers what it acknowledged. */
async function killedWriter(
  path: string,
  seed: number,
  firstVersion: number,
  random: () => number,
  env: Readonly<Record<string, string>>,
) {
  const file = new URL('writer.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [file, path, `${seed}`, `${firstVersion}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
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
    // Beside a disk that fails some live long enough for the log to be emptied meanwhile.
    const mostMs = Object.keys(env).length === 0 ? 60 : random() < 0.1 ? 2000 : 200;
    await passed(random() * mostMs);
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
  for (const one of said.filter(({ ok }) => ok)) {
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

/** `isAfterPowerCut`: states of workloads are promised to outlive a kill alone. */
async function lostOf(
  path: string,
  acknowledged: Acknowledged,
  isAfterPowerCut = false,
): Promise<string[]> {
  // What is half written is swept when nobody can be at it any more.
  const nowMs = () => Date.now() + hourMs;
  const opened = await openOwnStore(path, { nowMs, say: () => undefined });
  if (!opened.ok) return [opened.reason];
  const store = opened.value;
  const found = versionsIn(store);
  const lost = [...acknowledged.versions]
    .filter(([name]) => !(isAfterPowerCut && name.startsWith('workload ')))
    .filter(([name, version]) => (found.get(name) ?? 0) < version)
    .map(([name, version]) => `${name}: ${version} was acknowledged, ${found.get(name)} is there`);
  if (!isAtomic(store, found)) lost.push('an incident without who is owed its news');
  lost.push(...(await lostCaptures(store, acknowledged)));
  await store.close();
  // What was written and not acknowledged may be there; from now on it has to be.
  for (const name of acknowledged.versions.keys())
    if (name.startsWith('workload ') && !found.has(name)) acknowledged.versions.delete(name);
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

/** What a series of kills came to. */
export type Kills = {
  readonly lost: readonly string[];
  readonly acknowledged: number;
  /** Writes that were answered with a sentence. */
  readonly refused: number;
  readonly inOpening: number;
  /** Processes that could not open the store, and said why. */
  readonly unopened: readonly string[];
};

/**
 * Kills processes that write a store in `folder`, one after the other, and looks each time what of the acknowledged is
 * there. `disk`: the environment of a disk that fails. Then the store is looked at twice: as the kill left it, and as a
 * power cut would have, which knows only what was flushed; the next process goes on with the one or the other.
 */
export async function killRepeatedly(
  folder: string,
  {
    seed,
    kills,
    disk,
  }: { readonly seed: number; readonly kills: number; readonly disk?: FailingDisk },
): Promise<Kills> {
  const random = seeded(1000 + seed);
  const acknowledged: Acknowledged = { versions: new Map(), captures: new Map(), nextVersion: 1 };
  const [path, left] = [join(folder, 'store'), join(folder, 'left')];
  const [lost, said]: [string[], Said[]] = [[], []];
  let inOpening = 0;
  for (let i = 0; i < kills; i++) {
    const own = seed * 1000 + i;
    const env = disk?.({ path, left, seed: own }) ?? {};
    const news = await killedWriter(path, own, acknowledged.nextVersion, random, env);
    note(acknowledged, news);
    said.push(...news);
    if (news.length === 0) inOpening += 1;
    const missing =
      disk === undefined
        ? await lostOf(path, acknowledged)
        : await lostTwice({ path, left }, acknowledged, random() < 0.3);
    lost.push(...missing.map((what) => `kill ${i}: ${what}`));
    // Old captures are checked once more at the end of their lane alone.
    if (i % 10 === 9) acknowledged.captures.clear();
  }
  return { lost, inOpening, ...countsOf(said) };
}

function countsOf(said: readonly Said[]): Omit<Kills, 'lost' | 'inOpening'> {
  return {
    acknowledged: said.filter(({ ok }) => ok === true).length,
    refused: said.filter(({ ok }) => ok === false).length,
    unopened: said.flatMap(({ failed }) => failed ?? []),
  };
}

/** As the kill left it, and as a power cut would have; `isCut`: the latter is gone on with. */
async function lostTwice(
  { path, left }: { readonly path: string; readonly left: string },
  acknowledged: Acknowledged,
  isCut: boolean,
): Promise<string[]> {
  const cut = { ...acknowledged, versions: new Map(acknowledged.versions) };
  const lost = await lostOf(path, acknowledged);
  const afterCut = await lostOf(left, cut, true);
  if (isCut) acknowledged.versions = cut.versions;
  // What was opened and closed is flushed, and both are what the next one begins with.
  if (isCut) replace(path, left);
  else replace(left, path);
  return [...lost, ...afterCut.map((what) => `${what} (after a power cut)`)];
}

function replace(path: string, by: string): void {
  rmSync(path, { recursive: true, force: true });
  cpSync(by, path, { recursive: true });
}
