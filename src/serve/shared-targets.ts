import type { Snapshot, TargetSnapshot } from '../model/snapshot.ts';

/** Nothing is polled more often than some times a second. */
const sharedForMs = 250;

/** An engine that can tell its targets apart from the rest. */
type Shown = {
  readonly overview: () => Omit<Snapshot, 'targets'>;
  readonly targets: () => readonly TargetSnapshot[];
};

/**
 * Snapshots whose targets are looked up when they are asked for, and shared for a quarter of a second or until
 * something happens: of a thousand targets they take milliseconds, and thousands of requests a second do not
 * need their own. All else, which requests change (snoozes), is of the moment.
 */
export class SharedTargets {
  readonly #nowMs: () => number;
  #shared: readonly TargetSnapshot[] = [];
  #atMs = Number.NEGATIVE_INFINITY;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Something has happened: whoever hears of it and asks sees it. */
  stale(): void {
    this.#atMs = Number.NEGATIVE_INFINITY;
  }

  snapshot(engine: Shown): Snapshot {
    const targets = () => this.#targets(engine);
    return {
      ...engine.overview(),
      get targets() {
        return targets();
      },
    };
  }

  #targets(engine: Shown): readonly TargetSnapshot[] {
    const nowMs = this.#nowMs();
    if (nowMs - this.#atMs > sharedForMs) {
      this.#shared = engine.targets();
      this.#atMs = nowMs;
    }
    return this.#shared;
  }
}
