import type { Culprit } from '../../model/culprit.ts';
import { type Html, html } from '../page/html.ts';
import { bareSvg } from '../pan-zoom-svg.ts';
import { flameSection } from './flame-section.ts';
import { growthTable } from './growth-table.ts';
import type { ProfileGrowth } from './leak-report.ts';

/** A titled part of what grew. `id`: what leads to it. */
type Section = { readonly id: string; readonly title: string; readonly inside: Html };

/** What grew and what shrank: as a flame graph, as the call graph where one could be drawn, and by function. */
export function growthSections(
  growth: ProfileGrowth,
  culprits: readonly Culprit[],
): readonly Section[] {
  const { rows, grown, rowsLeftOut, unit, flame, graph } = growth;
  const left =
    rowsLeftOut > 0
      ? html`<p class="hint">and ${rowsLeftOut} more functions, which changed less</p>`
      : null;
  return [
    { id: 'flame-graph', title: 'What grew and what shrank', inside: flameSection(flame) },
    ...(graph === null
      ? []
      : [{ id: 'call-graph', title: 'Call graph of the difference', inside: graphOf(graph) }]),
    {
      id: 'by-function',
      title: 'By function',
      inside: html`${growthTable(rows, unit, grown, culprits)}
${left}`,
    },
  ];
}

/** For a screen reader one picture: what is in it stands in the table too. */
function graphOf(svg: string): Html {
  const picture = bareSvg(svg).replace(
    /^<svg\s+width="[^"]*"\s+height="[^"]*"/,
    '<svg id="graph" tabindex="0" role="img" aria-label="Call graph of what grew and shrank; the table below has its figures"',
  );
  return html`<div class="paper">${{ html: picture }}</div><p class="hint print-hide">Click it: then the wheel zooms, dragging moves, and + - 0 and the arrow keys do the same.</p>`;
}
