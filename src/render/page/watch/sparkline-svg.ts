import type { Sample } from '../../../model/sample.ts';
import { type Html, html } from '../html.ts';

const width = 120;
const height = 26;

/** Pairs of a least and a greatest value that the line has: more could not be told apart. */
const mostPairs = 48;

/** Ends of lives that are drawn. */
const mostEnds = 12;

/** Rises by less than this share of the level are drawn small: the noise of a quiet series is no mountain. */
const leastSpan = 0.15;

/** A series as a small picture, oldest at the left, with a broken line wherever a life ended. `told`: it in words. */
export function sparklineSvg(
  samples: readonly Sample[],
  cliffs: readonly number[],
  told: string,
): Html | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return null;
  const points = thinned(samples);
  const values = points.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = Math.max(high - low, Math.abs(high) * leastSpan, Number.MIN_VALUE);
  const x = (atMs: number) =>
    +(((atMs - first.atMs) / (last.atMs - first.atMs)) * width).toFixed(1);
  // What is smaller than the span stands in its middle.
  const bottom = low - (span - (high - low)) / 2;
  const y = (value: number) => +(height - 2 - ((value - bottom) / span) * (height - 4)).toFixed(1);
  const line = points.map(({ atMs, value }) => `${x(atMs)} ${y(value)}`).join('L');
  const ends = cliffs
    .filter((atMs) => atMs > first.atMs && atMs < last.atMs)
    .map((atMs) => `M${x(atMs)} 0V${height}`);
  // More would be a fence before the curve, whose teeth tell of them too.
  const fence = ends.length > mostEnds ? [] : ends;
  return html`<svg class="spark" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="${told}"><path class="area" d="M0 ${height}L${line}L${width} ${height}Z"/>${
    fence.length === 0 ? null : html`<path class="ends" d="${fence.join('')}"/>`
  }<path class="line" d="M${line}"/></svg>`;
}

/** The least and the greatest of each stretch, in the order of time, so that no tooth is lost. */
function thinned(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length <= 2 * mostPairs) return samples;
  const size = Math.ceil(samples.length / mostPairs);
  const stretches = Array.from({ length: Math.ceil(samples.length / size) }, (_, i) =>
    samples.slice(i * size, (i + 1) * size),
  );
  return stretches.flatMap((stretch) => {
    const least = stretch.reduce((a, b) => (b.value < a.value ? b : a));
    const most = stretch.reduce((a, b) => (b.value > a.value ? b : a));
    return least.atMs === most.atMs ? [least] : [least, most].sort((a, b) => a.atMs - b.atMs);
  });
}
