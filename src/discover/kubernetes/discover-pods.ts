import type { Provider } from '../provider.ts';
import type { TargetGroup } from '../target-group.ts';
import { type Asking, listPods, type PodEvent, tooOld, watchPods } from './ask-pods.ts';
import { type KubernetesDiscovery, namespacesOf } from './namespaces-of.ts';
import { type Pod, podKey } from './pod.ts';
import { podGroup } from './pod-group.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
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
  const versions = new Map<string, string>();
  const put = (pod: Pod) => {
    const key = podKey(pod);
    const { uid, resourceVersion } = pod.metadata;
    const version = `${uid} ${resourceVersion}`;
    // A group that stays the same is not relabelled again.
    if (versions.get(key) === version && groups.has(key)) return;
    versions.set(key, version);
    groups.set(key, podGroup(pod));
  };
  const remove = (key: string) => {
    versions.delete(key);
    groups.delete(key);
  };
  while (!signal.aborted) {
    const listed = await listPods(asking);
    if (signal.aborted) return;
    if (!listed.ok || listed.value === tooOld) {
      if (!listed.ok) tell(listed.reason);
      await pause.longer();
      continue;
    }
    const present = new Set(listed.value.pods.map(podKey));
    for (const key of [...versions.keys()].filter((known) => !present.has(known))) remove(key);
    listed.value.pods.forEach(put);
    tell(null);
    await watchFrom(listed.value.version, asking, pause, tell, (event) => {
      if (event.kind === 'bookmark') return;
      if (event.kind === 'gone') remove(podKey(event.pod));
      else put(event.pod);
      tell(null);
    });
  }
}

/** Watches until the signal is aborted or a new list is needed. */
async function watchFrom(
  start: string,
  asking: Asking,
  pause: Pauses,
  tell: (problem: string | null) => void,
  changed: (event: PodEvent) => void,
): Promise<void> {
  let version = start;
  while (!asking.signal.aborted) {
    const startedMs = performance.now();
    const ended = await watchPods(
      asking,
      version,
      (event) => {
        if (event.version !== '') version = event.version;
        changed(event);
      },
      () => tell(null),
    );
    if (asking.signal.aborted) return;
    if (performance.now() - startedMs > steadyMs) pause.reset();
    if (!ended.ok) tell(ended.reason);
    // Also a server that ends every watch at once is not to be asked without a pause.
    await pause.longer();
    if (ended.ok && ended.value === tooOld) return;
  }
}

type Pauses = { readonly longer: () => Promise<void>; readonly reset: () => void };

/** Pauses of 1, 2, 4 … 60 s, each by up to half shorter, so that many do not come back at once. */
function pauses(sleep: (ms: number) => Promise<void>, random: () => number): Pauses {
  let next = firstPauseMs;
  return {
    longer: () => {
      const ms = next * (0.5 + 0.5 * random());
      next = Math.min(2 * next, longestPauseMs);
      return sleep(ms);
    },
    reset: () => {
      next = firstPauseMs;
    },
  };
}
