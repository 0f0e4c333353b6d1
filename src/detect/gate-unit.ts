/** What a gate's number counts: the signal's own unit, minutes of the rule's clock, or nothing. */
export type GateUnit = 'level' | 'minutes' | 'number';

const levels: readonly string[] = ['growth', 'dailyGrowth', 'daySwing', 'swing', 'precedent'];
const minutes: readonly string[] = ['duration', 'collections', 'outlook', 'horizon'];

/** The unit of the gate with that name (gates.ts); of one that is not known, none. */
export function gateUnit(name: string): GateUnit {
  if (levels.includes(name)) return 'level';
  return minutes.includes(name) ? 'minutes' : 'number';
}
