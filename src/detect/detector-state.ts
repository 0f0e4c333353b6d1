import type { Precedent } from './end-life.ts';
import type { FloorTier } from './floor-tier.ts';
import type { Instance } from './instance.ts';
import type { LifeRecord } from './life-record.ts';
import { type SeriesName, seriesNames } from './series.ts';
import type { Track } from './track.ts';

type SavedTier = Omit<FloorTier, 'floors' | 'times' | 'highs'> & {
  readonly floors: readonly number[];
  readonly times: readonly number[];
  readonly highs: readonly number[];
};
type SavedTrack = Omit<Track, 'tiers'> & { readonly tiers: readonly SavedTier[] };
type SavedInstance = Omit<Instance, 'tracks' | 'load'> & {
  readonly tracks: Partial<Record<SeriesName, SavedTrack>>;
  readonly load: SavedTrack | null;
};

/** All that a detector remembers, as plain data: JSON gives it back unchanged. */
export type DetectorState = {
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
export function restoreTracks(saved: SavedInstance): Instance {
  const { tracks: savedTracks, load, ...rest } = structuredClone(saved);
  const tracks: Partial<Record<SeriesName, Track>> = {};
  for (const name of seriesNames) {
    const track = savedTracks[name];
    if (track !== undefined) tracks[name] = restoreTrack(track);
  }
  return { ...rest, tracks, load: load === null ? null : restoreTrack(load) };
}

function saveTrack(track: Track): SavedTrack {
  const tiers = track.tiers.map((tier) => ({
    ...tier,
    floors: [...tier.floors],
    times: [...tier.times],
    highs: [...tier.highs],
  }));
  // A tier that was never looked at leaves a hole, which JSON does not know.
  return { ...track, windows: Array.from(track.windows, (window) => window ?? null), tiers };
}

function restoreTrack(track: SavedTrack): Track {
  const tiers = track.tiers.map((tier) => ({
    ...tier,
    floors: Float32Array.from(tier.floors),
    times: Int32Array.from(tier.times),
    highs: Float32Array.from(tier.highs),
  }));
  return { ...track, tiers };
}
