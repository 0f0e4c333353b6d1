import type { LifeEnd } from '../model/reading.ts';
import { constants } from './constants.ts';
import { floorAt } from './floor-tier.ts';
import type { Instance } from './instance.ts';
import { leakKind } from './leak-kind.ts';
import { type LifeRecord, lifeRamps } from './life-record.ts';
import { judged, type SeriesName } from './series.ts';
import type { Track } from './track.ts';
import { witnessOf } from './witness.ts';

/** The highest floor that a life of the workload reached in health. */
export type Precedent = {
  readonly name: SeriesName;
  readonly floor: number;
  readonly atMs: number;
};

/** How a life ended; times in base widths. */
export type Ending = {
  readonly cause: LifeEnd;
  readonly guessed: boolean;
  readonly inferred: boolean;
  readonly startAt: number;
  readonly endAt: number;
};

/** What stays of a life: its record, and the levels that are no news any more. */
export function endLife(
  instance: Instance,
  ending: Ending,
): { readonly record: LifeRecord | null; readonly precedents: readonly Precedent[] } {
  const witness = witnessOf(instance);
  if (witness === null) return { record: null, precedents: [] };
  return {
    record: recordOf(instance, witness.name, witness.track, ending),
    precedents: isHealthy(instance, ending) ? precedentsOf(instance) : [],
  };
}

/** A life that was killed, or ended while it alarmed, is no proof that its height is a healthy one. */
function isHealthy({ tracks }: Instance, { cause }: Ending): boolean {
  if (cause === 'oom' || cause === 'crash') return false;
  return judged.every((name) => (tracks[name]?.held ?? null) === null);
}

/** The highest precedent of a series within nine days; null without one. */
export function precedentFor(
  precedents: readonly Precedent[],
  name: SeriesName,
  nowMs: number,
  timeScale: number,
): number | null {
  let highest: number | null = null;
  for (const precedent of precedents) {
    if (precedent.name !== name || nowMs - precedent.atMs > constants.precedentMs / timeScale)
      continue;
    highest = Math.max(highest ?? 0, precedent.floor);
  }
  return highest;
}

function recordOf(
  instance: Instance,
  signal: SeriesName,
  track: Track,
  ending: Ending,
): LifeRecord {
  const { startAt, endAt, cause, guessed, inferred } = ending;
  const span = { startAt, endAt, step: instance.step };
  const { ramp, settled } = lifeRamps(track, span, instance.limitBytes);
  return {
    life: {
      instance: instance.name,
      startAtMs: instance.lifeStartAtMs,
      endAtMs: instance.last.atMs,
      cause,
      peakValue: track.peak,
      inferred,
    },
    signal,
    limit: instance.limitBytes,
    ramp,
    settled,
    leakKind: ramp === null ? null : leakKind(instance, signal, ramp),
    guessed,
  };
}

function precedentsOf(instance: Instance): Precedent[] {
  const found: Precedent[] = [];
  for (const name of judged) {
    const floor = highestFloor(instance.tracks[name]);
    if (floor !== null) found.push({ name, floor, atMs: instance.last.atMs });
  }
  return found;
}

function highestFloor(track: Track | undefined): number | null {
  let highest: number | null = null;
  for (const tier of track?.tiers ?? []) {
    for (let back = 0; back < tier.count; back++) {
      highest = Math.max(highest ?? 0, floorAt(tier, back));
    }
  }
  return highest;
}
