import { type Html, html } from './html.ts';
import { type PageQuery, pageLink } from './page-query.ts';

/** A frame of a flame graph; `left` and `width` are fractions of the picture. */
export type FlameFrame = {
  readonly id: number;
  readonly row: number;
  readonly left: number;
  readonly width: number;
  /** What stands in it, and what it is in full. */
  readonly label: string;
  readonly name: string;
  /** What it weighs, in words. */
  readonly weight: string;
  /** Its colour: whose code it is, or how far it grew (`g1` to `g4`) or shrank (`s1` to `s4`). */
  readonly tone: string;
  readonly isMatch: boolean;
  /** It calls the one that is zoomed to. */
  readonly isCaller: boolean;
};

/** A flame graph and what was searched in it. */
export type FlamePicture = {
  readonly frames: readonly FlameFrame[];
  readonly isWhole: boolean;
  readonly isDifference: boolean;
  readonly search: string;
  /** What the search found, in words; '' without one. */
  readonly found: string;
};

/** Of one row of bars, with the line between it and the next, in CSS pixels. */
export const flameRowHeight = 19;
/** Narrower than this no letter fits on any screen. */
const leastLabelled = 0.012;

const tones = [
  ['application', 'your code'],
  ['third-party', 'third party'],
  ['standard-library', 'standard library'],
  ['runtime', 'runtime'],
] as const;

const changes = [
  ['g4', 'grew'],
  ['s4', 'shrank'],
] as const;

/**
 * The flame graph, callers on top. Every frame is a link that zooms to it, so it works without a script,
 * with the keyboard and with the browser's back button; sizes are attributes, since the page allows no
 * styles of its own.
 */
export function flameView(picture: FlamePicture, query: PageQuery): Html {
  const { frames, isWhole, isDifference, search, found } = picture;
  const rows = Math.max(0, ...frames.map(({ row }) => row)) + 1;
  const kept = [...query].filter(([key]) => key !== 'q');
  const legend = isDifference ? changes : tones;
  return html`<div class="tools">
<form method="get" action="flamegraph" class="search" role="search">
<input type="search" name="q" value="${search}" placeholder="Search REGEX" aria-label="Search functions" spellcheck="false" autocomplete="off">
${kept.map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}">`)}
<button>Search</button></form>
<output class="found">${found}</output>
<span class="legend">${legend.map(([tone, text]) => html`<span><svg width="11" height="11" aria-hidden="true"><rect class="${tone}" width="11" height="11" rx="2"/></svg> ${text}</span>`)}</span>
</div>
<p class="hover" aria-hidden="true">${isDifference ? 'Width: how much changed. Red grew, blue shrank.' : 'Width: what a call and all that it calls hold.'} Click a frame to zoom.</p>
<svg class="flame" id="flame" width="100%" height="${rows * flameRowHeight}" role="group" aria-label="Flame graph">
${frames.map((frame) => flameBar(frame, pageLink('flamegraph', query, { root: frame.id === 0 ? '' : String(frame.id) })))}</svg>
${isWhole ? null : html`<p class="hint">Frames too narrow to be seen are left out; they come when you zoom.</p>`}`;
}

/** One bar of it: a link to what zooms to it. Sizes are attributes, since pages allow no styles of their own. */
export function flameBar(frame: FlameFrame, link: string): Html {
  const { row, left, width, label, name, weight, tone } = frame;
  const classes = [tone, frame.isMatch ? 'match' : '', frame.isCaller ? 'caller' : '']
    .filter((one) => one !== '')
    .join(' ');
  const text = width < leastLabelled ? null : html`<text x="4" y="13">${label}</text>`;
  return html`<a href="${link}" class="${classes}"><svg x="${percent(left)}" y="${row * flameRowHeight}" width="${percent(width)}" height="${flameRowHeight - 1}"><title>${name}
${weight}</title><rect width="100%" height="100%"/>${text}</svg></a>
`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))}%`;
}
