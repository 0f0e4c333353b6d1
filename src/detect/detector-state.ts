import { newBlock } from './block.ts';
import type { PlanChoice } from './block-plan.ts';
import type { Precedent } from './end-life.ts';
import { type Instance, newInstance } from './instance.ts';
import type { LifeRecord } from './life-record.ts';
import { type SeriesName, seriesNames } from './series.ts';
import { bytesOf } from './stretch.ts';
import { Track } from './track.ts';
import type { WindowFigures } from './window-figures.ts';
import { figuresOf, rowOf } from './window-row.ts';

/** The form of the state: a detector of another version refuses what it does not know. */
export const stateVersion = 2;

type SavedTrack = PlanChoice & {
  /** The block's bytes in base64, low bytes first. */
  readonly block: string;
  readonly windows: readonly (WindowFigures | null)[] | null;
  readonly held: WindowFigures | null;
};
type SavedInstance = Omit<Instance, 'tracks' | 'load'> & {
  readonly tracks: Partial<Record<SeriesName, SavedTrack>>;
  readonly load: SavedTrack | null;
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
  return { ...instance, tracks, load: instance.load === null ? null : saveTrack(instance.load) };
}

/** The live form of a saved instance, sharing nothing with it. */
export function restoreInstance(saved: SavedInstance): Instance {
  const { tracks: savedTracks, load, last, ...rest } = structuredClone(saved);
  const tracks: Partial<Record<SeriesName, Track>> = {};
  for (const name of seriesNames) {
    const track = savedTracks[name];
    if (track !== undefined) tracks[name] = restoreTrack(track);
  }
  // Made as every instance is: a copy of a copy takes the engine more room.
  return Object.assign(newInstance(last), rest, {
    steps: [...rest.steps],
    tracks,
    load: load === null ? null : restoreTrack(load),
  });
}

function saveTrack(track: Track): SavedTrack {
  const { plan, windows, held } = track;
  return {
    withHighs: plan.withHighs,
    reach: plan.reach,
    whole: plan.whole,
    block: Buffer.from(bytesOf(track, plan.bytes)).toString('base64'),
    windows: windows?.map((row) => (row === null ? null : figuresOf(row))) ?? null,
    held: held === null ? null : figuresOf(held),
  };
}

function restoreTrack(saved: SavedTrack): Track {
  const { windows, held } = saved;
  const track = new Track(newBlock(saved.withHighs, saved));
  bytesOf(track, track.plan.bytes).set(Buffer.from(saved.block, 'base64'));
  track.windows = windows?.map((figures) => (figures === null ? null : rowOf(figures))) ?? null;
  track.held = held === null ? null : rowOf(held);
  return track;
}
