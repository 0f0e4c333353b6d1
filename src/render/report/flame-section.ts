import { flameBar, flameRowHeight } from '../page/flame-view.ts';
import { type Html, html } from '../page/html.ts';
import { flameBars } from './flame-bars.ts';
import type { FlameData } from './leak-report.ts';

/**
 * A flame graph that needs no server: all of it drawn here, and its data beside it for the script that zooms and
 * searches (src/browser/zoom-flame.ts). A frame is a link to itself, so the browser's back button zooms out.
 */
export function flameSection(data: FlameData): Html {
  const frames = flameBars(data);
  const rows = Math.max(0, ...frames.map(({ row }) => row)) + 1;
  return html`<div class="tools flame-tools">
<label class="search">Search <input type="search" id="flame-search" placeholder="name|part.*part" spellcheck="false" autocomplete="off"></label>
<button type="button" id="flame-reset" hidden>Show all</button>
<output class="found" id="flame-found" for="flame-search"></output>
<span class="legend"><span><svg width="11" height="11" aria-hidden="true"><rect class="g4" width="11" height="11" rx="2"/></svg> grew</span><span><svg width="11" height="11" aria-hidden="true"><rect class="s4" width="11" height="11" rx="2"/></svg> shrank</span></span>
</div>
<p class="hover" id="flame-told" aria-live="off">Width: how much changed, with all that it calls. Paler: growth and shrinkage cancel.</p>
<div class="flame-scroll"><svg class="flame" id="flame" width="100%" height="${rows * flameRowHeight}" role="group" aria-label="Flame graph of what grew and shrank, callers on top">
${frames.map((frame) => flameBar(frame, frame.id === 0 ? '#flame' : `#f${frame.id}`))}</svg></div>
<p class="hint print-hide">Click a frame, or choose it with the arrow keys and press Enter, to zoom; Escape shows all; / searches.</p>
${dataScript('flame-data', data)}`;
}

/** Data for a script: not run by the browser, and nothing in it can end the element. */
function dataScript(id: string, data: unknown): Html {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return { html: `<script type="application/json" id="${id}">${json}</script>` };
}
