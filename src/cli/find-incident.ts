import type { Incident } from '../model/incident.ts';
import { nearest } from '../model/nearest.ts';
import { UsageError } from './command.ts';

/** More would hide the sentence. */
const mostNamed = 5;

/** The incident of an id, or of the first letters of one; `path`: the store that they are of. Throws a usage error that helps. */
export function findIncident(id: string, incidents: readonly Incident[], path: string): Incident {
  const exact = incidents.find((one) => one.id === id);
  const found = exact === undefined ? incidents.filter((one) => one.id.startsWith(id)) : [exact];
  const [one] = found;
  if (one !== undefined && found.length === 1) return one;
  if (found.length > 1) {
    const some = found.slice(0, mostNamed).map((each) => `${each.id} (${each.rule})`);
    const more = found.length > mostNamed ? `, and ${found.length - mostNamed} more` : '';
    throw new UsageError(
      `${found.length} incidents begin with ${id}: ${some.join(', ')}${more}; write more of the id.`,
    );
  }
  const near = nearest(
    id,
    incidents.map((each) => each.id),
  );
  const hint = near === null ? 'sawtooth incidents lists them' : `did you mean ${near}?`;
  throw new UsageError(`there is no incident ${id} in ${path} (${hint})`);
}
