import { type Html, html } from '../html.ts';

/** A sentence on top of the page: what became of what was asked for on it. */
export type Said = { readonly text: string; readonly tone: 'good' | 'warn' };

/** The sentence, or the place where it would be. */
export function saidPart(said: Said | null): Html {
  return said === null
    ? html`<div id="said" hidden></div>`
    : html`<div id="said"><p class="note ${said.tone}" role="status">${said.text}</p></div>`;
}
