import type { ProcessMatch } from '../../model/config.ts';
import { compileAnchored } from '../../relabel/compile-anchored.ts';
import type { ProcessInfo } from './list-processes.ts';

/** What holds a pod's namespaces: it is in every shared process namespace, and nobody's app. */
const pause = /^(pause|\/pause|\/usr\/bin\/pod)( |$)/;

/**
 * The processes that a job means: never this one, its ancestors or its children, never `pause`; of each
 * container (memory cgroup) the one that holds most memory, since what starts an app (a shell, tini) and what it
 * starts beside it is small. With `not_self` what runs in our own container is none of the app.
 */
export function chooseProcesses(
  all: readonly ProcessInfo[],
  match: ProcessMatch,
  self: number,
): readonly ProcessInfo[] {
  const kin = kinOf(all, self);
  const own = all.find(({ pid }) => pid === self);
  const wanted = all.filter((one) => !kin.has(one.pid) && !isPause(one) && matches(one, match));
  // `pause` has a cgroup of its own: where all are in one, containers cannot be told apart by them.
  const tells = match.notSelf && all.some(({ cgroup }) => cgroup !== own?.cgroup);
  const chosen = tells ? wanted.filter(({ cgroup }) => cgroup !== own?.cgroup) : wanted;
  return [...Map.groupBy(chosen, ({ cgroup }) => cgroup).values()].map((container) =>
    container.reduce((most, one) => (one.rssBytes > most.rssBytes ? one : most)),
  );
}

/** Whether nothing but this process and its own kin can be seen: a process namespace of its own. */
export function isAlone(all: readonly ProcessInfo[], self: number): boolean {
  const kin = kinOf(all, self);
  return all.every(({ pid }) => kin.has(pid));
}

/** This process, those that it descends from and those that descend from it. */
function kinOf(all: readonly ProcessInfo[], self: number): ReadonlySet<number> {
  const byPid = new Map(all.map((one) => [one.pid, one]));
  const kin = new Set<number>();
  for (let at: number | undefined = self; at !== undefined && !kin.has(at); ) {
    kin.add(at);
    at = byPid.get(at)?.parent;
  }
  // By start: a child is never older than its parent.
  const below = new Set([self]);
  for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  return new Set([...kin, ...below]);
}

function isPause({ comm, cmdline }: ProcessInfo): boolean {
  return comm === 'pause' || pause.test(cmdline);
}

function matches({ pid, comm, name, cmdline }: ProcessInfo, match: ProcessMatch): boolean {
  if (match.pid !== null && match.pid !== pid) return false;
  const expressions = compiled.get(match) ?? compile(match);
  return (expressions.comm(comm) || expressions.comm(name)) && expressions.cmdline(cmdline);
}

type Expressions = Readonly<Record<'comm' | 'cmdline', (text: string) => boolean>>;

/** By the match of a job, which stays the same from look to look. */
const compiled = new WeakMap<ProcessMatch, Expressions>();

/**
 * As in Prometheus, a name is matched as a whole; of a command line a part is enough. Command lines are the
 * programs' own: an expression takes linear time on any of them.
 */
function compile(match: ProcessMatch): Expressions {
  const part = match.cmdline === null ? null : `.*(?:${match.cmdline}).*`;
  const made = { comm: testOf(match.comm), cmdline: testOf(part) };
  compiled.set(match, made);
  return made;
}

function testOf(pattern: string | null): (text: string) => boolean {
  if (pattern === null) return () => true;
  const expression = compileAnchored(pattern);
  // What is no expression was refused when it was read.
  return expression.ok ? expression.value.test : () => false;
}
