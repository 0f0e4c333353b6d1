import { printable } from '../render/printable.ts';
import type { Row } from '../render/urgency.ts';
import { withoutCredentials } from '../render/without-credentials.ts';

/** A row's workload, as it may be shown. */
export function workloadOf({ shown }: Row): string {
  return printable(shown.target.workload);
}

/** A row's instance label, else its address, as it may be shown. */
export function instanceOf({ shown }: Row): string {
  return printable(shown.target.labels['instance'] ?? withoutCredentials(shown.target.url));
}
