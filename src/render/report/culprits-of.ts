import type { Culprit } from '../../model/culprit.ts';
import type { LeakReport } from './leak-report.ts';

/** Those that a report names, best first: who receivers were told of, else whom the profiles name. */
export function culpritsOf({ incident, diff }: LeakReport): readonly Culprit[] {
  return incident?.culprits ?? diff?.culprits ?? [];
}
