import type { Incident } from '../model/incident.ts';

/**
 * Why an incident is over, where that is not known to be that its cause is: a clause without a full stop. null: nothing
 * is to be said, since it recovered, goes on, or is of an older version.
 */
export function endText({ endedBy, resolvedAtMs }: Incident): string | null {
  if (resolvedAtMs === null) return null;
  switch (endedBy) {
    case 'gone':
      return 'no target of it was there any more, so that nobody saw whether the leak is';
    case 'reconfigured':
      return 'the configuration does not name it any more, so that nobody here saw whether the leak is';
    case 'unruled':
      return 'its rule is not there any more, so that nobody judged whether the leak is';
    default:
      return null;
  }
}
