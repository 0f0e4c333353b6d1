import type { Sample } from '../../../model/sample.ts';
import { stretchesOf } from '../../stretches-of.ts';
import { type Html, html } from '../html.ts';

const width = 120;
const height = 26;

/** Pairs of a least and a greatest value that the line has: more could not be told apart. */
const mostPairs = 48;

/** Ends of lives that are drawn. */
const mostEnds = 12;

/** Rises by less than this share of the level are drawn small: the noise of a quiet series is no mountain. */
const leastSpan = 0.15;

/**
 * A series as a small picture, oldest at the left; where a life ended, or nothing was seen, its line breaks off.
 * `told`: it in words.
 */
export function sparklineSvg(
  samples: readonly Sample[],
  cliffs: readonly number[],
  told: string,
): Html | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return null;
  const stretches = thinned(samples, cliffs);
  const values = stretches.flatMap((stretch) => stretch.map(({ value }) => value));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(high - low, Math.abs(high) * leastSpan, Number.MIN_VALUE);
  const x = (atMs: number) =>
    +(((atMs - first.atMs) / (last.atMs - first.atMs)) * width).toFixed(1);
  // What is smaller than the span stands in its middle.
  const bottom = low - (span - (high - low)) / 2;
  const y = (value: number) => +(height - 2 - ((value - bottom) / span) * (height - 4)).toFixed(1);
  const lines = stretches.map((stretch) => ({
    path: stretch.map(({ atMs, value }) => `${x(atMs)} ${y(value)}`).join('L'),
    from: x(stretch[0]?.atMs ?? 0),
    // Of one point alone there is no line to be seen.
    end: stretch.length === 1 ? 'h1' : '',
    until: x(stretch.at(-1)?.atMs ?? 0),
  }));
  const areas = lines.map(
    ({ path, from, until }) => `M${from} ${height}L${path}L${until} ${height}Z`,
  );
  const ends = cliffs
    .filter((atMs) => atMs > first.atMs && atMs < last.atMs)
    .map((atMs) => `M${x(atMs)} 0V${height}`);
  // More would be a fence before the curve, whose teeth tell of them too.
  const fence = ends.length > mostEnds ? [] : ends;
  return html`<svg class="spark" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${told}"><path class="area" d="${areas.join('')}"/>${
    fence.length === 0 ? null : html`<path class="ends" d="${fence.join('')}"/>`
  }<path class="line" d="${lines.map(({ path, end }) => `M${path}${end}`).join('')}"/></svg>`;
}

/**
 * Its stretches, of each the least and the greatest value of some parts, in the order of time, so that no tooth is
 * lost. Where there are too many for that, their gaps could not be seen either.
 */
function thinned(samples: readonly Sample[], cliffs: readonly number[]): (readonly Sample[])[] {
  const all = stretchesOf(samples, cliffs);
  const stretches = all.length > mostPairs ? [samples] : all;
  const size = Math.ceil(samples.length / mostPairs);
  return size <= 2 ? stretches : stretches.map((stretch) => extremes(stretch, size));
}

function extremes(stretch: readonly Sample[], size: number): readonly Sample[] {
  const parts = Array.from({ length: Math.ceil(stretch.length / size) }, (_, i) =>
    stretch.slice(i * size, (i + 1) * size),
  );
  return parts.flatMap((part) => {
    const least = part.reduce((a, b) => (b.value < a.value ? b : a));
    const most = part.reduce((a, b) => (b.value > a.value ? b : a));
    return least.atMs === most.atMs ? [least] : [least, most].sort((a, b) => a.atMs - b.atMs);
  });
}
