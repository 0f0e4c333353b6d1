import { type Html, html } from '../html.ts';

/** A titled part of a page; without something inside it is there, and hidden, for when there is. */
export function sectionPart(id: string, title: string, inside: Html | null): Html {
  if (inside === null) return html`<section id="${id}" hidden></section>`;
  return html`<section id="${id}" class="card" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${inside}</section>`;
}
