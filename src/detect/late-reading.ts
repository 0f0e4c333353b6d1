import { type Instance, numberIn, putNumber } from './instance.ts';
import { instancePart as part } from './instance-part.ts';

/** So many readings in a row from the past are a clock that was set back, not stragglers. */
const lateReadings = 3;

/** Notes a reading that is older than the newest; true where the clock was set back. */
export function noteLate(instance: Instance, atMs: number): boolean {
  const { cells, base } = instance;
  const before = cells.getUint8(base + part.late);
  const goesOn = atMs > numberIn(instance, part.lateAtMs) || before === 0;
  const late = goesOn ? before + 1 : 1;
  cells.setUint8(base + part.late, late);
  putNumber(instance, part.lateAtMs, atMs);
  return late >= lateReadings;
}

/** Forgets late readings: one came in order. */
export function noteInOrder({ cells, base }: Instance): void {
  cells.setUint8(base + part.late, 0);
}
