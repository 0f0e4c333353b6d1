import {
  type Limit,
  type LimitName,
  type LimitUse,
  limits,
  type NoteUse,
} from '../model/limits.ts';

/** How near one limit is, both in its unit. */
export type LimitFigure = {
  readonly limit: LimitName;
  readonly used: number;
  readonly most: number;
};

type Peaks = Map<LimitName, LimitFigure>;

/** What was noted counts for at least so long, and for twice that at most: longer than any scraper pauses. */
const windowMs = 300_000;

const names = Object.keys(limits) as LimitName[];

/**
 * How near each limit is. What passes in a moment (a body, a queue) is noted as it goes by, and its peak is kept for
 * five to ten minutes, whoever reads it and how often: two scrapers see the same.
 */
export class LimitBook {
  readonly #nowMs: () => number;
  #since: number;
  #peaks: Peaks = new Map();
  #before: Peaks = new Map();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#since = nowMs();
  }

  readonly note: NoteUse = (use) => {
    this.#turn();
    keepNearest(this.#peaks, use);
  };

  /**
   * Every limit that is one here, with the nearest of what was noted and of what is so at `present`. One that only the
   * configuration sets is left out until it has.
   */
  figures(present: readonly LimitUse[] = []): readonly LimitFigure[] {
    this.#turn();
    const nearest: Peaks = new Map();
    for (const use of [...this.#before.values(), ...this.#peaks.values(), ...present]) {
      keepNearest(nearest, use);
    }
    return names.flatMap((limit) => {
      const { most }: Limit = limits[limit];
      const figure = nearest.get(limit);
      if (figure !== undefined) return [figure];
      return most === null ? [] : [{ limit, used: 0, most }];
    });
  }

  #turn(): void {
    const now = this.#nowMs();
    const forMs = now - this.#since;
    if (forMs >= 0 && forMs < windowMs) return;
    this.#before = forMs >= 0 && forMs < 2 * windowMs ? this.#peaks : new Map();
    this.#peaks = new Map();
    this.#since = now;
  }
}

function keepNearest(peaks: Peaks, { limit, used, most = mostOf(limit) }: LimitUse): void {
  // Without a limit nothing comes near it.
  if (!(most > 0 && most < Number.POSITIVE_INFINITY)) return;
  const known = peaks.get(limit);
  if (known === undefined || used / most >= known.used / known.most) {
    peaks.set(limit, { limit, used, most });
  }
}

function mostOf(limit: LimitName): number {
  const { most }: Limit = limits[limit];
  return most ?? 0;
}
