import type { Incident } from '../model/incident.ts';
import type { Labels } from '../model/labels.ts';
import { printable } from './printable.ts';

/**
 * The labels by which receivers know an alert: the incident's own, and always `alertname` and
 * `workload`. Never a measured value, which would make a new alert of each evaluation
 * (prometheus/alertmanager#1546); an empty value is none, as in Prometheus.
 */
export function alertLabels(incident: Incident): Labels {
  const own = Object.entries(incident.labels).filter(
    ([name, value]) => value !== '' && !name.startsWith('__'),
  );
  return printableValues({
    ...Object.fromEntries(own),
    alertname: incident.rule,
    workload: incident.workload,
  });
}

/** The same names, each value fit for a message. */
export function printableValues(labels: Labels): Labels {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name, printable(value)]),
  );
}
