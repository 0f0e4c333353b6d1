import type { EscapingScheme } from '../model/unescape-name.ts';

/**
 * What OpenMetrics has over the older format is its end mark, by which a page cut short is known. Unless the configuration
 * wants otherwise names come as they are (https://prometheus.io/docs/instrumenting/content_negotiation), so that rules see
 * those that they see in Prometheus 3; the older formats know no other way than `underscores`.
 */
export function acceptMetrics(escaping: EscapingScheme): string {
  const as = `version=1.0.0;escaping=${escaping}`;
  return `application/openmetrics-text;${as};q=0.8,text/plain;${as};q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1`;
}
