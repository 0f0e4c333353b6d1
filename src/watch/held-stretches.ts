import { HeldEffects } from './held-effects.ts';
import type { Stretch } from './stretch.ts';
import type { WorkloadWatch } from './workload-watch.ts';

/** By workload: what waits until its readings are up to date. */
export class HeldStretches {
  readonly #byWorkload = new Map<string, HeldEffects>();

  /** What waits of this workload, begun where nothing does yet; undefined: there is no reading to begin with. */
  of({ workload, readings }: Stretch, known?: WorkloadWatch): HeldEffects | undefined {
    const waiting = this.#byWorkload.get(workload);
    if (waiting !== undefined || readings.length === 0) return waiting;
    const before = (known?.tracks ?? []).flatMap(({ track }) => track.incident?.id ?? []);
    const held = new HeldEffects(new Set(before));
    this.#byWorkload.set(workload, held);
    return held;
  }

  end(workload: string): void {
    this.#byWorkload.delete(workload);
  }

  /** Lets go of what waits of workloads that have no target any more: their readings never get up to date. */
  keepOnly(workloads: ReadonlySet<string>): void {
    for (const name of this.#byWorkload.keys()) {
      if (!workloads.has(name)) this.#byWorkload.delete(name);
    }
  }

  /** Workloads of which something waits. */
  get size(): number {
    return this.#byWorkload.size;
  }
}
