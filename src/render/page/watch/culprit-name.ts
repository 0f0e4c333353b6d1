import type { Culprit } from '../../../model/culprit.ts';
import { confidenceText, culpritPlace } from '../../culprit-text.ts';
import { printable } from '../../printable.ts';
import { type Html, html } from '../html.ts';

/** A culprit in little room: the name behind the last slash, all of it and its place on request. */
export function culpritName(culprit: Culprit): Html {
  const name = printable(culprit.function);
  const short = name.slice(name.lastIndexOf('/') + 1);
  return html`<code title="${culpritPlace(culprit)}">${short}</code> <small>${confidenceText(culprit)}</small>`;
}
