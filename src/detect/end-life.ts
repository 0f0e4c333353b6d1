import type { EndWitness, LifeEnd } from '../model/reading.ts';
import { constants } from './constants.ts';
import { floorAt } from './floor-tier.ts';
import type { Instance } from './instance.ts';
import { leakKind } from './leak-kind.ts';
import { type LifeRamps, type LifeRecord, lifeRamps } from './life-record.ts';
import { isCount, judged, type SeriesName } from './series.ts';
import type { Track } from './track.ts';
import type { WindowFigures } from './window-figures.ts';
import { figuresOf } from './window-row.ts';

/** The highest floor that a life of the workload reached in health. */
export type Precedent = {
  readonly name: SeriesName;
  readonly floor: number;
  readonly atMs: number;
};

/** How a life ended; times in base widths. */
export type Ending = {
  readonly cause: LifeEnd;
  readonly causeBy?: EndWitness;
  readonly guessed: boolean;
  readonly inferred: boolean;
  /** Whether what the limit counts stood near it. */
  readonly atLimit: boolean;
  readonly startAt: number;
  readonly endAt: number;
};

/** What stays of a life: its record, and the levels that are no news any more. */
export function endLife(
  instance: Instance,
  ending: Ending,
): { readonly record: LifeRecord | null; readonly precedents: readonly Precedent[] } {
  const record = recordOf(instance, ending);
  return {
    record,
    precedents: isHealthy(instance, ending, record) ? precedentsOf(instance) : [],
  };
}

/**
 * A life that was killed, or ended while it alarmed, is no proof that its height is a healthy one. Where a kill is only
 * guessed from the height, what had levelled off up there, or came and went, has shown that it can stay.
 */
function isHealthy(
  { tracks }: Instance,
  { cause, guessed }: Ending,
  record: LifeRecord | null,
): boolean {
  const ramp = record?.ramp ?? null;
  const rose = isSure(ramp) && (ramp?.steadiness ?? 0) >= constants.steadiness.tooth;
  if ((cause === 'oom' || cause === 'crash') && (!guessed || rose)) return false;
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

function recordOf(instance: Instance, ending: Ending): LifeRecord | null {
  const { cause, causeBy, guessed, inferred, atLimit } = ending;
  const witness = witnessAtEnd(instance, ending);
  if (witness === null) return null;
  const { signal, peakValue, limit, ramps, alarmed } = witness;
  return {
    life: {
      instance: instance.name,
      startAtMs: instance.lifeStartAtMs,
      endAtMs: instance.lastAtMs,
      ...{ cause, peakValue, signal, inferred },
      ...(causeBy === undefined ? {} : { causeBy }),
    },
    ...{ signal, limit, ...ramps, guessed, atLimit, alarmed },
    ...buildOf(instance),
    leakKind: ramps.ramp === null ? null : leakKind(instance, signal, ramps.ramp),
  };
}

function buildOf({ version, lastAtMs, seenAtMs }: Instance): Pick<LifeRecord, 'build'> {
  return version === undefined ? {} : { build: { version, watchedMs: lastAtMs - seenAtMs } };
}

type Witness = Pick<LifeRecord, 'limit'> & {
  readonly signal: (typeof judged)[number];
  readonly ramps: LifeRamps;
  readonly peakValue: number;
  readonly alarmed: boolean;
};

/** The best witness that rose to the life's end; where none did, the best there is. null: nothing was seen. */
function witnessAtEnd(instance: Instance, { startAt, endAt }: Ending): Witness | null {
  let best: Witness | null = null;
  for (const signal of judged) {
    const track = instance.tracks[signal];
    if (track === undefined) continue;
    const limit = isCount(signal) ? null : instance.limitBytes;
    const whole = lifeRamps(track, { startAt, endAt, step: instance.step }, limit);
    const held = track.held === null ? null : figuresOf(track.held);
    const ramps = { ...whole, ramp: rampOf(whole.ramp, held) };
    const witness = { signal, limit, ramps, peakValue: track.peak, alarmed: held !== null };
    if (isSure(ramps.ramp)) return witness;
    best ??= witness;
  }
  return best;
}

/** The rise of the whole life; of one that was level for long before it rose, the rise that alarmed. */
function rampOf(whole: WindowFigures | null, held: WindowFigures | null): WindowFigures | null {
  return isSure(whole) ? whole : (held ?? whole);
}

function isSure(ramp: WindowFigures | null): boolean {
  return (ramp?.z ?? 0) >= constants.significance.lifeWindow;
}

function precedentsOf(instance: Instance): Precedent[] {
  const found: Precedent[] = [];
  for (const name of judged) {
    const floor = highestFloor(instance.tracks[name], name);
    if (floor !== null) found.push({ name, floor, atMs: instance.lastAtMs });
  }
  return found;
}

/** Of a used heap floors finer than the rhythm of its collections are garbage; without coarser ones they must do. */
function highestFloor(track: Track | undefined, name: SeriesName): number | null {
  const seen = track?.tiers.filter(({ count }) => count > 0) ?? [];
  const finest = name === 'heapUsed' ? (track?.fallInterval ?? 0) : 0;
  const collected = seen.filter(({ width }) => width >= finest);
  let highest: number | null = null;
  for (const tier of collected.length > 0 ? collected : seen) {
    for (let back = 0; back < tier.count; back++) {
      highest = Math.max(highest ?? 0, floorAt(tier, back));
    }
  }
  return highest;
}
