import type { Timeline } from '../../../model/timeline.ts';
import type { MemoryChart } from '../../memory/chart-input.ts';
import { memoryChart } from '../../memory/memory-chart.ts';
import { type Html, html } from '../html.ts';

/** For desks and for phones: a picture that is only made smaller could not be read. */
const sizes = { wide: { width: 1180, height: 320 }, narrow: { width: 400, height: 320 } };

/** What is under the pointer is told here (src/browser/read-chart.ts). */
const told = html`<p class="hint chart-told">Times are UTC.<span class="with-script"> Point at the chart, or focus it and use the arrow keys, to read it; drag over a part, or + - 0, to zoom.</span></p>`;

/** Memory over time, drawn for wide and for narrow screens, of which a browser shows one; why there is none yet. */
export function chartPart(
  chart: Omit<MemoryChart, 'timeline'> & { readonly timeline: Timeline | null | undefined },
): Html {
  const { timeline } = chart;
  const drawn = (size: { readonly width: number; readonly height: number }) =>
    timeline === null || timeline === undefined ? null : memoryChart({ ...chart, timeline }, size);
  const wide = drawn(sizes.wide);
  return html`<section id="chart" class="card" aria-labelledby="chart-title"><h2 id="chart-title">Memory</h2>${
    wide === null
      ? html`<p class="hint">Nothing to draw yet: two points of the signal are needed.</p>`
      : html`<div class="for-wide" data-whole>${wide}${told}</div><div class="for-narrow" data-whole>${drawn(sizes.narrow)}${told}</div>`
  }</section>`;
}
