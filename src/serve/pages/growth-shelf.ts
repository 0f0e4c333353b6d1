import { hash } from 'node:crypto';
import type { Incident } from '../../model/incident.ts';
import { failure, type Result } from '../../model/result.ts';
import {
  growthInTheMaking,
  growthOffer,
  growthPart,
  noGrowthPart,
  type VersionedPart,
} from '../../render/page/watch/growth-part.ts';
import type { LeakReport } from '../../render/report/leak-report.ts';

/** Incidents whose growth is kept though nobody looks, and how much of it in all: each is some hundreds of kilobytes. */
const mostKept = 8;
const mostLength = 16 * 1024 ** 2;

/** So long what was made, or could not be, stands before it is made anew: each time two profiles are decoded. */
const againAfterMs = 15_000;

type Deps = {
  readonly make: (incident: Incident) => Promise<Result<LeakReport>>;
  readonly nowMs: () => number;
  /** Told when something has been made, or could not be. */
  readonly made: () => void;
  /** Whether a look is enough; else somebody must ask for it once. */
  readonly isMadeAtLook: boolean;
};

type Kept = {
  /** What was compared for it; '' where that failed. */
  compared: string;
  part: VersionedPart | null;
  isMaking: boolean;
  begunMs: number;
  lookedAtMs: number;
};

/**
 * What the pages of incidents show of their captures, made when somebody first looks at it, in another process, and
 * again when other captures are compared. Who looks meanwhile is shown what there is.
 */
export class GrowthShelf {
  readonly #deps: Deps;
  /** The one looked at last is last. */
  readonly #kept = new Map<string, Kept>();

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** What there is of an incident, now; that it is looked at, or asked for, has it made. */
  of(incident: Incident, isAsked = false): VersionedPart {
    const compared = comparedOf(incident);
    if (compared === null) return nothing;
    const { id } = incident;
    if (!this.#deps.isMadeAtLook && !isAsked && !this.#kept.has(id)) return offered;
    const kept = this.#kept.get(id) ?? {
      compared: '',
      part: null,
      isMaking: false,
      begunMs: -1e12,
      lookedAtMs: 0,
    };
    kept.lookedAtMs = this.#deps.nowMs();
    this.#kept.delete(id);
    this.#kept.set(id, kept);
    const isOld = kept.compared !== compared || kept.part === null;
    if (isOld && !kept.isMaking && !this.#isTooSoon(kept.begunMs)) void this.#make(incident, kept);
    return kept.part ?? waiting;
  }

  async #make(incident: Incident, kept: Kept): Promise<void> {
    kept.isMaking = true;
    kept.begunMs = this.#deps.nowMs();
    const made = await this.#deps.make(incident).catch((error: unknown) => {
      return failure(error instanceof Error ? error.message : String(error), error);
    });
    kept.isMaking = false;
    kept.compared = made.ok ? (comparedOf(incident) ?? '') : '';
    // What was shown before is worth more than a sentence.
    if (made.ok || kept.part === null) kept.part = partOf(made);
    this.#letGo();
    this.#deps.made();
  }

  /**
   * What nobody looks at goes first. When it was begun stays until it may be made anew: an open page looks as soon as
   * anything is made, and without that each of too many pages would have the others made again, for ever.
   */
  #letGo(): void {
    const nowMs = this.#deps.nowMs();
    const shown = [...this.#kept.values()].filter(({ part }) => part !== null);
    let count = shown.length;
    let length = shown.reduce((sum, kept) => sum + lengthOf(kept), 0);
    for (const kept of shown) {
      const isWatched = Math.abs(nowMs - kept.lookedAtMs) < againAfterMs;
      if (length <= mostLength && (count <= mostKept || isWatched)) break;
      // The newest is the one that somebody waits for.
      if (count === 1) break;
      length -= lengthOf(kept);
      count -= 1;
      kept.part = null;
    }
    for (const [id, kept] of this.#kept) {
      const isEmpty = kept.part === null && !kept.isMaking;
      if (isEmpty && !this.#isTooSoon(kept.begunMs)) this.#kept.delete(id);
    }
  }

  /** Whether it is too soon for what was begun then to be made anew; a beginning in the future is a clock that was set back. */
  #isTooSoon(begunMs: number): boolean {
    return Math.abs(this.#deps.nowMs() - begunMs) < againAfterMs;
  }
}

/** What stands in its place where there is nothing to compare. */
const nothing: VersionedPart = {
  version: 'nothing',
  html: noGrowthPart(
    'Two captures of one life are needed; they have not been compared yet.',
    'nothing',
  ),
};

const offered: VersionedPart = { version: 'offered', html: growthOffer('offered') };

const waiting: VersionedPart = { version: 'making', html: growthInTheMaking('making') };

function partOf(made: Result<LeakReport>): VersionedPart {
  const draw = (version: string) =>
    made.ok
      ? growthPart(made.value, version)
      : noGrowthPart(`It cannot be shown: ${made.reason}.`, version);
  const version = hash('sha1', draw('').html, 'base64url').slice(0, 12);
  return { version, html: draw(version) };
}

function lengthOf({ part }: Kept): number {
  return part?.html.html.length ?? 0;
}

/** What an incident has compared, as a text that differs when that does; null: nothing. */
function comparedOf({ diffs }: Incident): string | null {
  if (diffs.length === 0) return null;
  return diffs
    .map(({ sampleType, base, current }) => `${sampleType} ${base.atMs} ${current.atMs}`)
    .join('\n');
}
