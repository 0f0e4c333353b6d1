import { type Told, toldNow } from './told-now.ts';
import type { Row } from './urgency.ts';

/** While a target fires, what fires, with what is known now: a new life looks steady at first. null: nothing fires. */
export function firingTold({ shown, incident }: Row, nowMs: number): Told | null {
  return incident?.state === 'firing' ? toldNow(incident, shown, nowMs) : null;
}
