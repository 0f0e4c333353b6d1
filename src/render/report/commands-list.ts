import { type Html, html } from '../page/html.ts';
import type { Reproduction } from './leak-report.ts';

/** Calls that show the same as a report, each with what it shows. */
export function commandsList(reproduce: readonly Reproduction[]): Html {
  return html`<dl class="commands">${reproduce.map(({ what, command }) => html`<dt>${what}</dt><dd tabindex="0"><code>${command}</code></dd>`)}</dl>`;
}
