import type { Life } from '../model/life.ts';
import type { DetectRule } from '../model/rule.ts';
import { type Concern, concernRank, type LeakKind } from '../model/verdict.ts';
import { constants } from './constants.ts';
import { type Ruling, ruleOn } from './gates.ts';
import type { Instance } from './instance.ts';
import { isHarmless, leakKind } from './leak-kind.ts';
import type { LifeRecord } from './life-record.ts';
import { standing } from './look.ts';
import { risenCollections } from './risen-collections.ts';
import { judged, type SeriesName } from './series.ts';
import { situationOf } from './situation.ts';
import { newestFloor, type Track } from './track.ts';
import type { WindowFigures } from './window-figures.ts';

/** All that a judgement rests on. */
export type Observed = {
  readonly nowMs: number;
  readonly timeScale: number;
  readonly contextMs: number;
  readonly instances: readonly Instance[];
  readonly records: readonly LifeRecord[];
  readonly lives: readonly Life[];
};

/** What a judgement is asked, and rests on. */
export type Asked = { readonly detect: DetectRule; readonly observed: Observed };

/** One series, and the window that speaks loudest for a leak in it. */
export type Candidate = {
  readonly instance: Instance;
  readonly name: SeriesName;
  readonly track: Track;
  readonly ruling: Ruling | null;
  readonly kind: LeakKind | null;
  readonly concern: Concern;
};

/**
 * The series that speaks loudest for a leak, over all instances, of the kind `only` where it is given;
 * null before its first reading.
 */
export function loudestOf(
  detect: DetectRule,
  observed: Observed,
  only?: SeriesName,
): Candidate | null {
  const candidates = observed.instances.flatMap((instance) => {
    const names = only === undefined ? namesOf(instance, detect) : [only];
    return candidatesOf(instance, names, detect, observed);
  });
  return candidates.reduce<Candidate | null>(louder, null);
}

function candidatesOf(
  instance: Instance,
  names: readonly SeriesName[],
  detect: DetectRule,
  observed: Observed,
): Candidate[] {
  const found: Candidate[] = [];
  for (const name of names) {
    const track = instance.tracks[name];
    if (track === undefined) continue;
    const ruling = loudest(instance, name, track, detect, observed);
    const kind = ruling === null ? null : leakKind(instance, name, ruling.figures);
    found.push({ instance, name, track, ruling, kind, concern: concernOf(ruling, kind) });
  }
  return found;
}

/** Spans of the heap say nothing that what was live after the last collection does not say better. */
function namesOf(instance: Instance, { signal }: DetectRule): readonly SeriesName[] {
  if (signal !== 'auto') return [signal];
  const { heapLive, heapUsed } = instance.tracks;
  const better = heapLive !== undefined || heapUsed !== undefined;
  return better ? judged.filter((name) => name !== 'heapInuse') : judged;
}

function loudest(
  instance: Instance,
  name: SeriesName,
  track: Track,
  detect: DetectRule,
  observed: Observed,
): Ruling | null {
  const context = (observed.contextMs * observed.timeScale) / constants.baseWidthMs;
  let best: Ruling | null = null;
  for (const window of windowsOf(instance, name, track)) {
    const ruling = ruleOn(window, detect, situationOf(instance, name, window, context));
    const higher = concernRank[ruling.concern] - concernRank[best?.concern ?? 'none'];
    if (best === null || higher > 0 || (higher === 0 && ruling.confidence > best.confidence)) {
      best = ruling;
    }
  }
  return best;
}

/** The windows of floors that stand, and of a used heap what its collections left. */
function windowsOf(instance: Instance, name: SeriesName, track: Track): WindowFigures[] {
  const windows = standing(track, newestFloor(track));
  const { collections } = instance;
  const risen =
    name === 'heapUsed' && collections !== null ? risenCollections(collections, track) : null;
  return risen === null ? windows : [...windows, risen];
}

function concernOf(ruling: Ruling | null, kind: LeakKind | null): Concern {
  const concern = ruling?.concern ?? 'none';
  if (kind === null || !isHarmless(kind)) return concern;
  return kind === 'page-cache' || concern === 'none' ? 'none' : 'suspicion';
}

/** Higher concern wins; at the same concern the better witness, then the surer window. */
function louder(best: Candidate | null, next: Candidate): Candidate {
  if (best === null) return next;
  const higher = concernRank[next.concern] - concernRank[best.concern];
  if (higher !== 0) return higher > 0 ? next : best;
  if (next.name !== best.name || next.concern === 'none') return best;
  return (next.ruling?.confidence ?? 0) > (best.ruling?.confidence ?? 0) ? next : best;
}
