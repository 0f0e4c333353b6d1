import { chooseProcesses } from '../../discover/process/choose-processes.ts';
import type { ProcessInfo } from '../../discover/process/list-processes.ts';
import type { ProcessMatch } from '../../model/config.ts';
import { type Followed, isSame, nameOf, newFollowed, servesNothing } from './followed.ts';

/** What is to be known of the machine for it. */
export type Seen = {
  /** Every process there is. */
  readonly all: readonly ProcessInfo[];
  readonly match: ProcessMatch;
  /** The pid of this process. */
  readonly self: number;
  readonly nowMs: number;
  /** What a process holds now. */
  readonly residentBytes: (pid: number) => number;
  /** Newcomers of the list before; null: this is the first. */
  readonly newcomers: readonly ProcessInfo[] | null;
};

/** Who is followed from now on. */
export type WhoIsFollowed = {
  readonly followed: readonly Followed[];
  /** What each of these follows from now on. */
  readonly begun: readonly { readonly each: Followed; readonly process: ProcessInfo }[];
  /** Seen for the first time: followed if they are still there at the next list. */
  readonly newcomers: readonly ProcessInfo[];
};

/** What is gone for longer than the kubelet ever waits with a restart (5 min, and an image may have to come) has ended. */
const endedMs = 10 * 60_000;

/** What starts an app does it soon; what is there for longer without it is an app itself, and had started a helper. */
const startsWithinMs = 60_000;

/** By then it has started the app, or is as small as a shell: what is older and larger is an app with a helper. */
const mayStartForMs = 10 * 60_000;
const shellBytes = 16 * 1024 ** 2;

/**
 * Who of `before` is gone, who is there again, who is new; and where what is followed has only started the app, the
 * app in its place. What is seen of those of `before` is noted in them.
 */
export function whoIsFollowed(before: readonly Followed[], seen: Seen): WhoIsFollowed {
  const begun: { each: Followed; process: ProcessInfo }[] = [];
  const { lost, there } = parted(before, seen);
  // While nobody is there, nobody has ended for good: it may be the app that is down.
  const mayGo = there.length > 0;
  let followed = before.filter((each) => !mayGo || !hasEnded(each, seen.nowMs));
  const begin = (process: ProcessInfo, startedBy: string | null) => {
    const at = lost.findIndex(({ name }) => nameOf(name) === process.name);
    const each = at === -1 ? newOne(process, followed) : (lost.splice(at, 1)[0] as Followed);
    each.startedBy = startedBy ?? each.startedBy;
    if (!followed.includes(each)) followed = [...followed, each];
    begun.push({ each, process });
  };
  for (const each of there) {
    const app = appStartedBy(each, seen);
    if (app === null) continue;
    followed = followed.filter((other) => other !== each);
    begin(app, nameOf(each.name));
  }
  const newcomers: ProcessInfo[] = [];
  for (const found of unfollowed(there, lost, seen)) {
    const isKnown = seen.newcomers?.some((one) => isSame(one, found)) ?? true;
    // A shell's `sleep 1` is gone at the next look.
    if (isKnown || isOneOf(lost, found)) begin(found, null);
    else newcomers.push(found);
  }
  return { followed, begun, newcomers };
}

function isOneOf(lost: readonly Followed[], { name }: ProcessInfo): boolean {
  return lost.some((each) => nameOf(each.name) === name);
}

/** Of each container of which nobody is followed the one that is meant. */
function unfollowed(
  there: readonly Followed[],
  lost: readonly Followed[],
  { all, match, self, nowMs }: Seen,
): readonly ProcessInfo[] {
  // Who is followed stays so, also when another one of its container has grown larger.
  const containers = new Set(there.map(({ process }) => process?.cgroup));
  // What starts an app is there again before the app is, and whatever else it calls meanwhile.
  const awaited = lost.filter((each) => isAwaited(each, nowMs));
  const starts = new Set(awaited.map(({ startedBy }) => startedBy));
  const starters = all.filter(({ name, pid }) => pid !== self && starts.has(name));
  const starting = new Set(starters.map(({ cgroup }) => cgroup));
  const others = all.filter((one) => !starters.includes(one));
  return chooseProcesses(others, match, self).filter(
    (found) =>
      !containers.has(found.cgroup) && (!starting.has(found.cgroup) || isOneOf(lost, found)),
  );
}

function parted(before: readonly Followed[], { all, nowMs }: Seen) {
  const isThere = ({ process }: Followed) => all.some((one) => isSame(one, process));
  const { lost = [], there = [] } = Object.groupBy(before, (each) =>
    isThere(each) ? 'there' : 'lost',
  );
  for (const each of there) Object.assign(each, { goneSinceMs: null, awaitedSinceMs: null });
  for (const each of lost) {
    const isStarting = all.some(({ name }) => name === each.startedBy);
    // After a clock that was set back it is gone since now.
    each.goneSinceMs = Math.min(each.goneSinceMs ?? nowMs, nowMs);
    each.awaitedSinceMs = isStarting ? Math.min(each.awaitedSinceMs ?? nowMs, nowMs) : null;
  }
  return { lost, there };
}

function hasEnded({ goneSinceMs }: Followed, nowMs: number): boolean {
  return goneSinceMs !== null && nowMs - goneSinceMs >= endedMs;
}

function isAwaited({ awaitedSinceMs }: Followed, nowMs: number): boolean {
  return awaitedSinceMs !== null && nowMs - awaitedSinceMs < startsWithinMs;
}

/** By the first name that is free: the one before it may have ended for good, or given way. */
function newOne({ name }: ProcessInfo, followed: readonly Followed[]): Followed {
  const taken = new Set(followed.map((each) => each.name));
  let called = name;
  for (let i = 2; taken.has(called); i++) called = `${name}#${i}`;
  return newFollowed(called, []);
}

/**
 * The app, where what is followed has only started it: the program that this process has become (`exec`), or another
 * one below it that holds more, as at the list before. A process that serves something is an app itself, and one of
 * the same name is a worker of it. null: it has started nothing, or not yet.
 */
function appStartedBy(each: Followed, seen: Seen): ProcessInfo | null {
  const now = seen.all.find((one) => isSame(one, each.process));
  if (now === undefined || !servesNothing(each.found)) return null;
  if (now.name !== nameOf(each.name)) return hasBecome(now, each, seen) ? now : null;
  const larger = mayStartApps(now, each, seen) ? largerBelow(now, seen) : null;
  const isNews = !isSame(each.larger, larger);
  each.larger = larger;
  return isNews ? null : larger;
}

/** Once alone, and if it is meant: a program may go on to call itself by what it does. */
function hasBecome(now: ProcessInfo, { startedBy }: Followed, { all, match, self }: Seen): boolean {
  const own = all.filter(({ pid }) => pid === self);
  return startedBy === null && chooseProcesses([...own, now], match, self).length > 0;
}

function mayStartApps(now: ProcessInfo, { sinceMs }: Followed, seen: Seen): boolean {
  const isYoung = Math.abs(seen.nowMs - sinceMs) < mayStartForMs;
  return isYoung || seen.residentBytes(now.pid) < shellBytes;
}

function largerBelow(
  process: ProcessInfo,
  { all, match, self, residentBytes }: Seen,
): ProcessInfo | null {
  const below = new Set([process.pid]);
  for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  if (below.size === 1) return null;
  const others = all.filter(
    ({ pid, name }) => pid === self || (below.has(pid) && name !== process.name),
  );
  const largest = chooseProcesses(others, match, self).find(
    ({ cgroup }) => cgroup === process.cgroup,
  );
  if (largest === undefined) return null;
  return residentBytes(largest.pid) > residentBytes(process.pid) ? largest : null;
}
