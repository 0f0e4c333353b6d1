import { newBlock } from './block.ts';
import type { PlanChoice } from './block-plan.ts';
import type { Collections } from './collections.ts';
import type { Precedent } from './end-life.ts';
import { Instance, isLong, noteTold } from './instance.ts';
import { instanceBytes } from './instance-part.ts';
import { keepWindow, keptWindow, windowSlots } from './kept-windows.ts';
import type { LifeRecord } from './life-record.ts';
import { type SeriesName, seriesNames } from './series.ts';
import { bytesOf, type SlabPart } from './slab.ts';
import { Track } from './track.ts';
import type { WindowFigures } from './window-figures.ts';
import { figuresOf, rowOf } from './window-row.ts';

/** The form of the state: a detector of another version refuses what it does not know. */
export const stateVersion = 3;

type SavedTrack = PlanChoice & {
  /** The block's bytes in base64, low bytes first. */
  readonly block: string;
  /** By slot. */
  readonly windows: readonly (WindowFigures | null)[];
  readonly held: WindowFigures | null;
};
type SavedInstance = Pick<Instance, 'name' | 'doubtful'> & {
  /** The instance's numbers as bytes in base64, low bytes first. */
  readonly numbers: string;
  readonly containerId: string | null;
  readonly version: string | null;
  readonly tracks: Partial<Record<SeriesName, SavedTrack>>;
  readonly load: SavedTrack | null;
  /** Absent in states that were saved before there was one. */
  readonly collections?: Collections | null;
  readonly startTicks?: number | undefined;
};

/** All that a detector remembers, as plain data: JSON gives it back unchanged. */
export type DetectorState = {
  readonly version: typeof stateVersion;
  readonly timeScale: number;
  readonly originMs: number | null;
  readonly records: readonly LifeRecord[];
  readonly precedents: readonly Precedent[];
  readonly instances: readonly SavedInstance[];
};

/** An instance as plain data, still sharing parts with the live one: the caller clones. */
export function saveInstance(instance: Instance): SavedInstance {
  const tracks: Partial<Record<SeriesName, SavedTrack>> = {};
  for (const name of seriesNames) {
    const track = instance.tracks[name];
    if (track !== undefined) tracks[name] = saveTrack(track);
  }
  const { name, doubtful, containerId = null, version = null, startTicks, load } = instance;
  const { collections } = instance;
  return {
    ...{ name, doubtful, containerId, version, tracks, collections },
    ...(startTicks === undefined ? {} : { startTicks }),
    numbers: encoded(instance, isLong(instance) ? instanceBytes.long : instanceBytes.short),
    load: load === null ? null : saveTrack(load),
  };
}

/** The live form of a saved instance, sharing nothing with it. */
export function restoreInstance(saved: SavedInstance): Instance {
  const numbers = Buffer.from(saved.numbers, 'base64');
  const instance = new Instance(saved.name, numbers.length);
  bytesOf(instance, numbers.length).set(numbers);
  instance.doubtful = structuredClone(saved.doubtful);
  noteTold(instance, {
    containerId: saved.containerId ?? undefined,
    startTicks: saved.startTicks,
    version: saved.version ?? undefined,
  });
  for (const name of seriesNames) {
    const track = saved.tracks[name];
    if (track !== undefined) instance.tracks[name] = restoreTrack(track);
  }
  instance.load = saved.load === null ? null : restoreTrack(saved.load);
  instance.collections = structuredClone(saved.collections ?? null);
  return instance;
}

function saveTrack(track: Track): SavedTrack {
  const { plan, held } = track;
  return {
    withHighs: plan.withHighs,
    reach: plan.reach,
    whole: plan.whole,
    block: encoded(track, plan.bytes),
    windows: Array.from({ length: windowSlots }, (_, slot) => {
      const row = keptWindow(track, slot);
      return row === null ? null : figuresOf(row);
    }),
    held: held === null ? null : figuresOf(held),
  };
}

function restoreTrack(saved: SavedTrack): Track {
  const { windows, held } = saved;
  const track = new Track(newBlock(saved.withHighs, saved));
  bytesOf(track, track.plan.bytes).set(Buffer.from(saved.block, 'base64'));
  for (const [slot, figures] of windows.entries()) keepWindow(track, slot, figures);
  track.held = held === null ? null : rowOf(held);
  return track;
}

function encoded(part: SlabPart, bytes: number): string {
  return Buffer.from(bytesOf(part, bytes)).toString('base64');
}
