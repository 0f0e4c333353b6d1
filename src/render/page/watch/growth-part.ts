import { commandsList } from '../../report/commands-list.ts';
import { culpritsOf } from '../../report/culprits-of.ts';
import { growthSections } from '../../report/growth-sections.ts';
import { growthTable } from '../../report/growth-table.ts';
import type { LeakReport } from '../../report/leak-report.ts';
import { type Html, html } from '../html.ts';

/** A part that takes a moment to make, and which of its states that is: two of the same version are the same. */
export type VersionedPart = { readonly version: string; readonly html: Html };

/**
 * What the captures of an incident show, as its report has it: flame graph, call graph, growth by function, and how
 * to see it for oneself. It stays as it is in a reader's page until there is another version.
 */
export function growthPart(report: LeakReport, version: string): Html {
  const { growth, diff, notes, reproduce } = report;
  const named = culpritsOf(report);
  const top =
    diff === null || diff.top.length === 0
      ? null
      : section('by-function', 'By function', growthTable(diff.top, diff.unit, null, named));
  const shown =
    growth === null
      ? top
      : html`${growthSections(growth, named).map(({ id, title, inside }) => section(id, title, inside))}`;
  const commands =
    reproduce.length === 0
      ? null
      : section('reproduce', 'See it for yourself', commandsList(reproduce));
  return html`<div id="growth" data-version="${version}">${notes.map((note) => html`<p class="note" role="note">${note}</p>`)}${shown}${commands}</div>`;
}

/** Why there is nothing to show. */
export function noGrowthPart(why: string, version: string): Html {
  return html`<div id="growth" data-version="${version}">${section('flame-graph', 'What grew and what shrank', html`<p class="hint">${why}</p>`)}</div>`;
}

/** It is being made: its place is kept, so that nothing jumps when it comes. */
export function growthInTheMaking(version: string): Html {
  const inside = html`<p class="hint" role="status">The captures are being compared; it comes here in a moment.<noscript> Load the page anew.</noscript></p>`;
  return html`<div id="growth" class="making" data-version="${version}" aria-busy="true">${section('flame-graph', 'What grew and what shrank', inside)}</div>`;
}

/** It is made for who asks: where memory is scarce a look at the page is no reason to decode two profiles. */
export function growthOffer(version: string): Html {
  const inside = html`<p><a href="?growth=show">Compare the captures now</a>: the flame graph, the call graph and growth by function. It takes memory for a moment, of which this process has little, so that a look alone is not enough.</p>`;
  return html`<div id="growth" data-version="${version}">${section('flame-graph', 'What grew and what shrank', inside)}</div>`;
}

/** What stands for it in a stream of changes: who has another version asks for this one. `from`: its address, seen from the page. */
export function growthStub(version: string, from: string): Html {
  return html`<div id="growth" data-version="${version}" data-from="${from}"></div>`;
}

function section(id: string, title: string, inside: Html): Html {
  return html`<section class="card" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${inside}</section>
`;
}
