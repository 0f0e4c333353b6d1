import type { Row } from '../render/urgency.ts';

/** Since when a row is in the state that it is shown in, ms since 1970; null where nothing is the matter. */
export function sinceOf({ shown, incident }: Row): number | null {
  if (shown.health === 'down' && shown.downSinceMs != null) return shown.downSinceMs;
  if (incident?.state === 'firing') return incident.firedAtMs ?? incident.activeAtMs;
  return incident?.state === 'pending' ? incident.activeAtMs : null;
}
