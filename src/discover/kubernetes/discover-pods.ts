import type { Provider } from '../provider.ts';
import type { TargetGroup } from '../target-group.ts';
import { listPods } from './list-pods.ts';
import { type KubernetesDiscovery, namespacesOf } from './namespaces-of.ts';
import { type Pod, podKey } from './pod.ts';
import { podGroup } from './pod-group.ts';
import type { Asking } from './pods-request.ts';
import { type PodEvent, watchPods } from './watch-pods.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** A server that asks for more has miscounted. */
const longestAskedMs = 10 * 60_000;
/** A watch that lasted for so long has worked. */
const steadyMs = 10_000;

/**
 * Targets from the pods of a cluster, as Prometheus' kubernetes_sd_configs with role pod: a list, then
 * its changes as they happen. What was known stays while the server does not answer.
 */
export function discoverPods(config: KubernetesDiscovery): Provider {
  return async (found, around, signal) => {
    const groups = new Map<string, TargetGroup>();
    const problems = new Map<string, string>();
    const told = new Set<string>();
    let expected = 1;
    const tell = (namespace: string, problem: string | null) => {
      told.add(namespace);
      if (problem === null) problems.delete(namespace);
      else problems.set(namespace, problem);
      // Before every namespace has answered once, what is missing is not gone.
      if (told.size < expected) return;
      const known = groups.size > 0 || problems.size === 0;
      found({ groups: known ? groups : null, problem: [...problems.values()].join(' ') || null });
    };
    const pause = pauses((ms) => around.sleep(ms, signal), around.random);
    while (!signal.aborted) {
      const namespaces = await namespacesOf(config, around);
      if (!namespaces.ok) {
        tell('', namespaces.reason);
        await pause.longer();
        continue;
      }
      problems.clear();
      told.clear();
      expected = namespaces.value.length;
      await Promise.all(
        namespaces.value.map((namespace) =>
          followPods({ config, namespace, around, signal }, groups, (problem) =>
            tell(namespace, problem),
          ),
        ),
      );
    }
  };
}

/** Keeps `groups` as the pods of one namespace are, until the signal is aborted. */
async function followPods(
  asking: Asking,
  groups: Map<string, TargetGroup>,
  tell: (problem: string | null) => void,
): Promise<void> {
  const { around, signal } = asking;
  const pause = pauses((ms) => around.sleep(ms, signal), around.random);
  const { put, remove, keep } = keeper(groups);
  // What is wrong with the watch is so until one is open, whatever a list says meanwhile.
  let refused: string | null = null;
  while (!signal.aborted) {
    const listed = await listPods(asking);
    if (signal.aborted) return;
    if (listed.kind !== 'pods') {
      if (listed.kind === 'failed') tell(listed.reason);
      await pause.longer(listed.kind === 'failed' ? listed.waitMs : 0);
      continue;
    }
    const { pods, unreadable, version } = listed;
    keep(new Set([...pods.map(podKey), ...unreadable.keys()]));
    pods.forEach(put);
    const beside = sentenceOf(unreadable);
    const say = (problem: string | null) =>
      tell([problem, beside].filter(Boolean).join(' ') || null);
    say(refused);
    refused = await watchFrom(version, asking, pause, say, (event) => {
      if (event.kind === 'passed-over') return;
      if (event.kind === 'gone') remove(podKey(event.pod));
      else put(event.pod);
      say(null);
    });
  }
}

/** Puts pods into `groups` and takes them out; `keep`: those of other keys than these are gone. */
function keeper(groups: Map<string, TargetGroup>) {
  const versions = new Map<string, string>();
  const remove = (key: string) => {
    versions.delete(key);
    groups.delete(key);
  };
  return {
    remove,
    put(pod: Pod): void {
      const key = podKey(pod);
      const { uid, resourceVersion } = pod.metadata;
      const version = `${uid} ${resourceVersion}`;
      // A group that stays the same is not relabelled again.
      if (versions.get(key) === version && groups.has(key)) return;
      versions.set(key, version);
      groups.set(key, podGroup(pod));
    },
    keep(present: ReadonlySet<string>): void {
      for (const key of [...versions.keys()].filter((known) => !present.has(known))) remove(key);
    },
  };
}

/** What is passed over, as far as it was known it stays. */
function sentenceOf(unreadable: ReadonlyMap<string, string>): string | null {
  const [first] = unreadable;
  if (first === undefined) return null;
  const [key, why] = first;
  const others = unreadable.size === 1 ? '' : `, and ${unreadable.size - 1} more`;
  return `The pod ${key}${others} cannot be read and stays as it was known: ${why}.`;
}

/** Watches until the signal is aborted or a new list is needed. What was wrong with the last watch; null: nothing. */
async function watchFrom(
  start: string,
  asking: Asking,
  pause: Pauses,
  tell: (problem: string | null) => void,
  changed: (event: PodEvent) => void,
): Promise<string | null> {
  let version = start;
  for (;;) {
    const startedMs = performance.now();
    const { next, problem } = await watchPods(
      asking,
      version,
      (event) => {
        if (event.version !== '') version = event.version;
        changed(event);
      },
      () => tell(null),
    );
    if (asking.signal.aborted) return null;
    if (performance.now() - startedMs > steadyMs) pause.reset();
    if (problem !== null) tell(problem.reason);
    // Also a server that ends every watch at once is not to be asked without a pause.
    await pause.longer(problem?.waitMs ?? 0);
    if (next === 'list' || asking.signal.aborted) return problem?.reason ?? null;
  }
}

type Pauses = {
  /** `leastMs`: what the server has asked for. */
  readonly longer: (leastMs?: number) => Promise<void>;
  readonly reset: () => void;
};

/** Pauses of 1, 2, 4 … 60 s, each by up to half shorter, so that many do not come back at once. */
function pauses(sleep: (ms: number) => Promise<void>, random: () => number): Pauses {
  let next = firstPauseMs;
  return {
    longer: (leastMs = 0) => {
      const ms = Math.max(next * (0.5 + 0.5 * random()), Math.min(leastMs, longestAskedMs));
      next = Math.min(2 * next, longestPauseMs);
      return sleep(ms);
    },
    reset: () => {
      next = firstPauseMs;
    },
  };
}
