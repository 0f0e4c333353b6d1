import { formatClock, formatTime } from '../format-time.ts';
import { type Html, html } from './html.ts';
import { pageHead } from './page-head.ts';

/**
 * A page of `serve`, in the parts that are replaced while somebody looks at it. Each part is one element
 * whose id is its key.
 */
export type LivePage = {
  readonly title: string;
  readonly parts: ReadonlyMap<string, Html>;
};

/** The parts that change: what was said on top of a page stays. */
export function withoutSaid(page: LivePage | null): LivePage | null {
  if (page === null) return null;
  return { ...page, parts: new Map([...page.parts].filter(([part]) => part !== 'said')) };
}

/** What stands around a page. */
export type PageShell = {
  /** From the page's address to the root: '' or `../`. Relative, so that a prefix before does not matter. */
  readonly root: '' | '../';
  /** The stream of the page's changes, as seen from the page; null: it does not change. */
  readonly live: string | null;
  readonly atMs: number;
  /** What stands above the page, after the fleet itself. */
  readonly crumb: string | null;
  /** Whether it has charts to be read out and graphs to be zoomed, as a report has; absent: no. */
  readonly isReport?: boolean;
};

/** The whole document of a page. It works without a script; the script follows what changes. */
export function livePage(
  { title, parts }: LivePage,
  { root, live, atMs, crumb, isReport = false }: PageShell,
): string {
  const scripts = [...(live === null ? [] : ['page']), ...(isReport ? ['report'] : [])];
  const whole = html`${pageHead(title, root, scripts)}
<body class="watch"${live === null ? null : html` data-live="${live}"`}>
<a class="skip" href="#main">Skip to the content</a>
<header class="top-bar">
<nav aria-label="Where you are"><a class="brand" href="${root === '' ? './' : root}">${mark}sawtooth</a>${
    crumb === null ? null : html`<span class="crumb">${crumb}</span>`
  }</nav>
<p class="state"><span class="live" role="status"></span>${asOf(atMs)} <a class="reload" href="">Reload</a></p>
</header>
<main id="main" tabindex="-1">
${[...parts.values()]}
</main>
<footer>For programs: <a href="${root}metrics">metrics</a> <a href="${root}api/v1/targets">targets</a> <a href="${root}api/v1/incidents">incidents</a> <a href="${root}api/v1/snoozes">snoozes</a></footer>
</body>
</html>
`;
  return whole.html;
}

/** When what is shown was so; it changes with every look. */
export function asOf(atMs: number): Html {
  return html`<span id="as-of">as of <time datetime="${formatTime(atMs)}">${formatClock(atMs)}</time> UTC</span>`;
}

const mark = html`<svg width="18" height="18" viewBox="0 0 16 16" aria-hidden="true"><path d="M2 12 7 4v8l5-8v8" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/></svg>`;
