/** More than this many steps between two readings of an instance are missing ones. */
const gapSteps = 2.5;

/** What is known of one instance: how often which time lay between two of its readings. */
type Steps = { lastMs: number; readonly counts: Map<number, number> };

/**
 * Counts the readings that are missing between those that came, as they come in the order of time.
 * Times between readings are kept to three digits, so that jitter does not fill the memory.
 */
export class GapCounter {
  readonly #instances = new Map<string, Steps>();

  observe(instance: string, atMs: number): void {
    const steps = this.#instances.get(instance);
    if (steps === undefined) {
      this.#instances.set(instance, { lastMs: atMs, counts: new Map() });
      return;
    }
    const step = Number((atMs - steps.lastMs).toPrecision(3));
    if (step <= 0) return;
    steps.lastMs = atMs;
    steps.counts.set(step, (steps.counts.get(step) ?? 0) + 1);
  }

  /** Missing readings of all instances so far. */
  get missing(): number {
    return [...this.#instances.values()].reduce((sum, { counts }) => sum + missingIn(counts), 0);
  }
}

function missingIn(counts: ReadonlyMap<number, number>): number {
  const usual = medianOf(counts);
  let missing = 0;
  for (const [step, times] of counts) {
    if (step > gapSteps * usual) missing += times * (Math.round(step / usual) - 1);
  }
  return missing;
}

function medianOf(counts: ReadonlyMap<number, number>): number {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  let left = sorted.reduce((sum, [, times]) => sum + times, 0) / 2;
  for (const [step, times] of sorted) {
    left -= times;
    if (left <= 0) return step;
  }
  return 1;
}
