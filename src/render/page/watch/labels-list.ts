import type { Labels } from '../../../model/labels.ts';
import { printable } from '../../printable.ts';
import { type Html, html } from '../html.ts';

/** Labels as Prometheus' users know them, in the order of their names. */
export function labelsList(labels: Labels): Html {
  const sorted = Object.entries(labels).sort(([a], [b]) => a.localeCompare(b));
  return html`<ul class="labels">${sorted.map(([name, value]) => html`<li><code>${printable(name)}="${printable(value)}"</code></li>`)}</ul>`;
}
