import type { Culprit } from '../../model/culprit.ts';
import { type DiffUnit, unitOfCulprit } from '../culprit-text.ts';
import type { LeakReport } from './leak-report.ts';

/** In which unit a culprit of a report is counted. */
export function unitOfReport({ incident, diff }: LeakReport, culprit: Culprit): DiffUnit {
  if (incident !== null) return unitOfCulprit(incident, culprit);
  return diff?.unit ?? 'bytes';
}
