import { fingerprint } from '../model/labels.ts';
import type { Alert } from '../model/receiver.ts';
import { alertAnnotations } from './alert-annotations.ts';
import { alertLabels } from './alert-labels.ts';
import { formatTimeToSecond } from './format-time.ts';
import { shorten } from './shorten.ts';

/** The pod that an alert is of. */
export type PodReference = {
  readonly namespace: string;
  readonly name: string;
};

/** The pod that an alert's labels name; null: it is of several, or of none. */
export function podOfAlert({ incident }: Alert): PodReference | null {
  const { namespace, pod } = incident.labels;
  return namespace === undefined || pod === undefined || namespace === '' || pod === ''
    ? null
    : { namespace, name: pod };
}

/** What the API server takes of a note (events.k8s.io/v1: 1 kB), and what it takes of a name. */
const most = { message: 1024, name: 253 } as const;

/**
 * An alert as an Event (core/v1) on its pod. Its name is the alert's, its start's and its status', so that
 * two replicas, or one after a restart, write the same one. `uid`: by that `kubectl describe` finds it.
 */
export function kubernetesEvent(
  alert: Alert,
  pod: PodReference & { readonly uid: string },
  nowMs: number,
) {
  const { incident, status } = alert;
  const { summary = '', description = '', culprit } = alertAnnotations(incident, null);
  const said = [summary, description, ...(culprit === undefined ? [] : [`Culprit: ${culprit}.`])];
  const sinceMs = incident.firedAtMs ?? incident.activeAtMs;
  const id = `${fingerprint(alertLabels(incident))}${Math.floor(sinceMs / 1000).toString(16)}`;
  const suffix = `.${id}.${status}`;
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      namespace: pod.namespace,
      // Each part between dots has to end with a letter or a digit (RFC 1123), also where it is cut.
      name: `${pod.name.slice(0, most.name - suffix.length).replace(/[.-]+$/, '')}${suffix}`,
    },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', ...pod },
    // A word in CamelCase, as the API asks; the rules' names are.
    reason: reasonOf(incident.rule, status),
    type: status === 'firing' ? 'Warning' : 'Normal',
    message: shorten(said.filter((text) => text !== '').join(' '), most.message),
    source: { component: 'sawtooth' },
    reportingComponent: 'sawtooth',
    reportingInstance: 'sawtooth',
    // metav1.Time has no fractions.
    firstTimestamp: formatTimeToSecond(sinceMs),
    lastTimestamp: formatTimeToSecond(nowMs),
    count: 1,
  };
}

function reasonOf(rule: string, status: Alert['status']): string {
  const word = rule.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 100) || 'MemoryLeak';
  return status === 'firing' ? word : `${word}Resolved`;
}
