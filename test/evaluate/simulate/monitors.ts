import type { Figures } from '../../../src/model/reading.ts';
import type { Runtime } from './world.ts';

/** What monitors make of what a process tells. Meant for pages of bytes alone: counters are no levels. */
function seenAs(
  runtime: Runtime,
  see: (figures: Figures) => Figures,
  ceiling = runtime.ceiling,
  counts: (total: number) => number = (total) => total,
): Runtime {
  return {
    ceiling,
    start: (next) => {
      const process = runtime.start(next);
      return (kept, elapsedMs, load) => {
        const { figures, total } = process(kept, elapsedMs, load);
        return { figures: see(figures), total: counts(total) };
      };
    },
  };
}

function eachOf(figures: Figures, to: (bytes: number) => number): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, bytes]) => [name, to(bytes)]));
}

/** Looks that often within each step, and tells the mean, as a cloud's monitor does with a period. */
export function averaged(runtime: Runtime, looks: number): Runtime {
  return {
    ceiling: runtime.ceiling,
    start: (next) => {
      const process = runtime.start(next);
      return (kept, elapsedMs, load) => {
        const seen = Array.from({ length: looks }, () => process(kept, elapsedMs / looks, load));
        const mean = (name: keyof Figures) =>
          seen.reduce((sum, { figures }) => sum + (figures[name] ?? 0), 0) / looks;
        const names = Object.keys(seen[0]?.figures ?? {}) as (keyof Figures)[];
        const figures = Object.fromEntries(names.map((name) => [name, mean(name)]));
        return { figures, total: Math.max(...seen.map(({ total }) => total)) };
      };
    },
  };
}

/** `kubectl top`: whole units, cut off. */
export function inWhole(runtime: Runtime, unit: number): Runtime {
  return seenAs(runtime, (figures) => eachOf(figures, (bytes) => Math.floor(bytes / unit) * unit));
}

/** `docker stats`: four digits of KiB, MiB or GiB. */
export function inFourDigits(runtime: Runtime): Runtime {
  const four = (bytes: number) => {
    const unit = 1024 ** Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024));
    return Number((bytes / unit).toPrecision(4)) * unit;
  };
  return seenAs(runtime, (figures) => eachOf(figures, four));
}

/** A share of what is there, as `value` in percent with so many decimals; the limit is 100. */
export function inPercent(runtime: Runtime, ofBytes: number, decimals: number): Runtime {
  const percent = (bytes: number) => (100 * bytes) / ofBytes;
  const see = (figures: Figures): Figures => {
    const [bytes = 0] = Object.values(figures);
    return { value: Number(percent(bytes).toFixed(decimals)) };
  };
  return seenAs(runtime, see, (heap) => percent(runtime.ceiling(heap)), percent);
}

/** What the kernel holds for a container beside its pages (slab, tmpfs): in the working set, and in nothing else. */
export function besides(runtime: Runtime, ageToBytes: (ageMs: number) => number): Runtime {
  return {
    ceiling: runtime.ceiling,
    start: (next) => {
      const process = runtime.start(next);
      let age = 0;
      return (kept, elapsedMs, load) => {
        age += elapsedMs;
        const { figures, total } = process(kept, elapsedMs, load);
        const workingSet = (figures.workingSet ?? 0) + ageToBytes(age);
        return { figures: { ...figures, workingSet }, total };
      };
    },
  };
}
