import { median } from 'simple-statistics';
import { type Asked, loudestOf, type Observed } from './candidate.ts';
import { constants } from './constants.ts';
import type { Instance } from './instance.ts';
import type { SeriesName } from './series.ts';

/** A version that grows where the one before it did not. Slopes per base width, in the series' unit. */
export type VersionContrast = {
  readonly since: string;
  readonly before: string;
  /** Lives of the one before that were long enough to tell. */
  readonly lives: number;
  /** Their median slope over the leak's. */
  readonly ratio: number;
};

/** What leaks: the slope of a series over a span of so many base widths. */
export type Growth = { readonly name: SeriesName; readonly slope: number; readonly span: number };

/** What another version did, in a life that ended or in one that runs beside the leaking one. */
type Control = { readonly version: string; readonly slope: number; readonly watched: number };

/**
 * Whether a leak came with the version that runs: lives of another version, long enough to have shown it, grow a
 * quarter as fast or less (detection.md 6.14). One that runs at the same time, a canary's neighbour, tells more than one that
 * ended. null: not known, or no difference. It proves no leak: after a deploy any rise would pass.
 */
export function versionContrast(
  instance: Instance,
  leak: Growth,
  asked: Asked,
): VersionContrast | null {
  const since = instance.version;
  if (since === undefined) return null;
  const others = [...ended(leak, asked.observed), ...running(leak, since, asked)]
    .filter(({ version }) => version !== since)
    .filter(({ watched }) => watched >= Math.min(longEnough * leak.span, day));
  const before = others.at(-1)?.version;
  if (before === undefined) return null;
  const lives = others.filter(({ version }) => version === before);
  const ratio = median(lives.map(({ slope }) => Math.max(0, slope))) / leak.slope;
  return ratio <= healthyRatio ? { since, before, lives: lives.length, ratio } : null;
}

/** The share of the leak's slope that a healthy version may grow by. */
export const healthyRatio = 0.25;

/** Part of the leak's span that a life must have been watched to have shown it; a day is enough for any. */
const longEnough = 0.5;
/** A whole day shows what the traffic does. */
const day = constants.fullContextMs / constants.baseWidthMs;

function ended({ name }: Growth, { records, timeScale }: Observed): Control[] {
  return records.flatMap(({ signal, build, settled }) => {
    if (build === undefined || signal !== name) return [];
    const watched = (build.watchedMs * timeScale) / constants.baseWidthMs;
    return [{ version: build.version, slope: settled?.slope ?? 0, watched }];
  });
}

function running({ name }: Growth, since: string, { detect, observed }: Asked): Control[] {
  return observed.instances.flatMap((instance) => {
    const { version } = instance;
    if (version === undefined || version === since) return [];
    const alone = loudestOf(detect, { ...observed, instances: [instance] }, name);
    if (alone === null) return [];
    const watched =
      ((instance.lastAtMs - instance.seenAtMs) * observed.timeScale) / constants.baseWidthMs;
    return [{ version, slope: alone.ruling?.figures.slope ?? 0, watched }];
  });
}
