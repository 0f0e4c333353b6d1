import type { Sample } from '../model/sample.ts';

/** One column of a chart: a value, `cliff` where a life ended, null where samples are missing. */
export type ChartCell = number | 'cliff' | null;

/**
 * A series as at most `width` columns, oldest first, with a column of its own for each cliff (unless
 * they would take more than a third of the width). Where several samples share a column the highest
 * is shown, so that no peak is lost; a gap leaves as many columns empty as samples are missing.
 */
export function chartCells(
  samples: readonly Sample[],
  cliffs: readonly number[],
  width: number,
): ChartCell[] {
  if (width <= 0) return [];
  const marked = squeeze(interleave(samples, cliffs), width);
  const marks = marked.filter((cell) => cell === 'cliff').length;
  return marks * 3 <= width ? marked : squeeze(interleave(samples, []), width);
}

function interleave(samples: readonly Sample[], cliffs: readonly number[]): ChartCell[] {
  const step = medianStep(samples);
  const ends = [...cliffs].sort((a, b) => a - b);
  const cells: ChartCell[] = [];
  let before: number | null = null;
  for (const { atMs, value } of samples) {
    if (before !== null) cells.push(...emptyCells(atMs - before, step));
    let ended = false;
    // A life's last sample may be of the moment it ended: it stands before its cliff.
    while (ends.length > 0 && (ends[0] ?? 0) < atMs) {
      ended ||= before !== null && (ends[0] ?? 0) >= before;
      ends.shift();
    }
    if (ended) cells.push('cliff');
    cells.push(value);
    before = atMs;
  }
  return cells;
}

/** A gap counts from three steps on: two are a late scrape. A long one is cut: it tells no more. */
function emptyCells(spanMs: number, step: number): null[] {
  if (step <= 0 || spanMs < 3 * step) return [];
  return Array.from({ length: Math.min(1000, Math.round(spanMs / step) - 1) }, () => null);
}

function medianStep(samples: readonly Sample[]): number {
  const steps = samples.slice(1).map(({ atMs }, i) => atMs - (samples[i]?.atMs ?? atMs));
  steps.sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 0;
}

function squeeze(cells: readonly ChartCell[], width: number): ChartCell[] {
  if (cells.length <= width) return [...cells];
  return Array.from({ length: width }, (_, column) =>
    merge(
      cells.slice(
        Math.floor((column * cells.length) / width),
        Math.floor(((column + 1) * cells.length) / width),
      ),
    ),
  );
}

function merge(cells: readonly ChartCell[]): ChartCell {
  if (cells.includes('cliff')) return 'cliff';
  const values = cells.filter((cell) => typeof cell === 'number');
  return values.length === 0 ? null : Math.max(...values);
}
