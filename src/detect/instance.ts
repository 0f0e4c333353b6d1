import type { Reading } from '../model/reading.ts';
import type { Collections } from './collections.ts';
import { instanceBytes, instancePart as part } from './instance-part.ts';
import type { SeriesName } from './series.ts';
import { bytesOf, newSlabPart, type SlabPart } from './slab.ts';
import type { Track } from './track.ts';

/** What a reading tells of its process where its source knows it. */
type Told = {
  readonly containerId?: string | undefined;
  readonly startTicks?: number | undefined;
  readonly version?: string | undefined;
};

const toldNothing: Told = {};

/**
 * What is kept of one running process: its series, and beside them few objects and a part of a slab.
 * Times in base widths, save those that end in `Ms`.
 */
export class Instance implements SlabPart {
  readonly name: string;
  cells: DataView;
  base: number;
  readonly tracks: Partial<Record<SeriesName, Track>> = {};
  /** Requests each second, or those in flight: the traffic. */
  load: Track | null = null;
  /** Of a used heap; null where the page tells none. */
  collections: Collections | null = null;
  /** A reading that looks like a new life, held back until the next one agrees. */
  doubtful: Reading | null = null;
  /** Of the newest reading; one for all instances that are told nothing. */
  told: Told = toldNothing;

  constructor(name: string, bytes: number = instanceBytes.short) {
    this.name = name;
    const { cells, base } = newSlabPart(bytes);
    this.cells = cells;
    this.base = base;
  }

  get containerId(): string | undefined {
    return this.told.containerId;
  }

  get startTicks(): number | undefined {
    return this.told.startTicks;
  }

  get version(): string | undefined {
    return this.told.version;
  }

  get lifeStartAtMs(): number {
    return numberIn(this, part.lifeStartAtMs);
  }

  /** When the life was first seen, which may be long after it started. */
  get seenAtMs(): number {
    return numberIn(this, part.seenAtMs);
  }

  /** The newest reading's time. */
  get lastAtMs(): number {
    return numberIn(this, part.lastAtMs);
  }

  /** The same, with the reading that is held back. */
  get heardAtMs(): number {
    return this.doubtful?.atMs ?? this.lastAtMs;
  }

  get limitBytes(): number | null {
    const limit = numberIn(this, part.limitBytes);
    return Number.isNaN(limit) ? null : limit;
  }

  /** The median of the newest times between two readings; 0 before there are two. */
  get step(): number {
    return numberIn(this, part.step);
  }
}

/** Keeps what a reading tells of its process; what says the same is not kept a second time. */
export function noteTold(instance: Instance, { containerId, startTicks, version }: Told): void {
  const { told } = instance;
  const isSame =
    containerId === told.containerId && startTicks === told.startTicks && version === told.version;
  if (!isSame) instance.told = { containerId, startTicks, version };
}

/** One of an instance's numbers, by its place in `instancePart`. */
export function numberIn({ cells, base }: SlabPart, place: number): number {
  return cells.getFloat64(base + place, true);
}

/** Writes one of them. */
export function putNumber({ cells, base }: SlabPart, place: number, value: number): void {
  cells.setFloat64(base + place, value, true);
}

/** One of those that not every process tells. */
export function toldIn(instance: Instance, place: number): number {
  return isLong(instance) ? numberIn(instance, place) : Number.NaN;
}

/** Whether there is room for them. */
export function isLong({ cells, base }: SlabPart): boolean {
  return cells.getUint8(base + part.isLong) === 1;
}

/** Makes room for them. */
export function lengthen(instance: Instance): void {
  const long = newSlabPart(instanceBytes.long);
  bytesOf(long, instanceBytes.short).set(bytesOf(instance, instanceBytes.short));
  long.cells.setUint8(long.base + part.isLong, 1);
  Object.assign(instance, long);
}
