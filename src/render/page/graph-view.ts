import { bareSvg } from '../pan-zoom-svg.ts';
import { type Html, html } from './html.ts';

/** The call graph as Graphviz drew it, within a page whose script moves and zooms it. */
export function graphView(svg: string): Html {
  // Graphviz escapes every text in it; the page's policy allows no script within it either.
  const picture = {
    html: bareSvg(svg).replace(/^<svg\s+width="[^"]*"\s+height="[^"]*"/, '<svg id="graph"'),
  };
  return html`<p class="hint">A box is larger the more a function holds itself, and redder the more with all that it calls. Wheel or + - zooms, dragging moves, 0 shows all, a click on a box peeks.</p>
<div class="paper">${picture}</div>`;
}
