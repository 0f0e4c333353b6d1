import type { Status, StatusMark } from '../../status-of.ts';
import { type Html, html } from '../html.ts';

/** Shapes that differ without their colours too. */
const shapes: Readonly<Record<StatusMark, Html>> = {
  firing: html`<path d="M5 1 9.5 9h-9z"/>`,
  watch: html`<path class="hollow" d="M5 1.8 8.8 8.5H1.2z"/>`,
  up: html`<circle cx="5" cy="5" r="3.6"/>`,
  down: html`<path class="cross" d="m1.5 1.5 7 7m0-7-7 7"/>`,
  unknown: html`<circle class="hollow" cx="5" cy="5" r="3.4"/>`,
};

/** How a target stands: its mark and its word. */
export function statusBadge({ mark, word, tone }: Status): Html {
  return html`<span class="status ${tone}"><svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">${shapes[mark]}</svg>${word}</span>`;
}
