import type { DiscoveryState } from '../../../model/discovery.ts';
import type { Snapshot } from '../../../model/snapshot.ts';
import { formatCount } from '../../format-count.ts';
import { rowFilterHelp, rowFilterHint } from '../../row-filter.ts';
import { isFiring, statusOf } from '../../status-of.ts';
import { type Row, rowsByUrgency } from '../../urgency.ts';
import { type Html, html } from '../html.ts';
import type { LivePage } from '../live-page.ts';
import { firingList } from './firing-list.ts';
import { type FleetQuery, fleetLink, fleetSorts } from './fleet-query.ts';
import { type FleetRows, fleetRows } from './fleet-rows.ts';
import { fleetTable } from './fleet-table.ts';
import { recentList } from './recent-list.ts';
import { sourcesPart } from './sources-part.ts';

/**
 * What somebody sees who opens the address of `serve`: what fires, in words; all targets, most urgent
 * first; who is not alerted, what is over, and how the sources fare. However many targets there are, the
 * page has at most a hundred.
 */
export function fleetPage(
  snapshot: Snapshot,
  query: FleetQuery,
  discovery?: DiscoveryState,
): LivePage {
  const rows = rowsOf(snapshot);
  const firing = rows.filter(isFiring).length;
  const selected = fleetRows(rows, query);
  return {
    title: firing === 0 ? 'sawtooth' : `(${firing}) sawtooth`,
    parts: new Map([
      ['heading', heading(snapshot, rows, firing)],
      ['firing', firingList(snapshot)],
      ['tools', tools(query, selected, rows.length)],
      ['fleet', fleetPart(selected, query, rows.length, snapshot.atMs)],
      ['recent', recentList(snapshot)],
      ['sources', sourcesPart(snapshot, discovery)],
    ]),
  };
}

/** Of one snapshot several pages are made, one for each query that somebody looks at. */
const known = new WeakMap<Snapshot, readonly Row[]>();

function rowsOf(snapshot: Snapshot): readonly Row[] {
  const rows = known.get(snapshot) ?? rowsByUrgency(snapshot);
  known.set(snapshot, rows);
  return rows;
}

/** One that is down and of which an alert fires counts as both, as what stands below does. */
function heading({ timeScale }: Snapshot, rows: readonly Row[], firing: number): Html {
  const counts = Map.groupBy(rows, (row) => statusOf(row).mark);
  const tally = (
    [
      ['firing', 'firing', 'bad'],
      ['watch', 'to watch', 'warn'],
      ['down', 'down', 'bad'],
      ['up', 'up', 'good'],
      ['unknown', 'waiting', 'dim'],
    ] as const
  ).flatMap(([mark, word, tone]) => {
    const count = mark === 'firing' ? firing : (counts.get(mark)?.length ?? 0);
    return count === 0 ? [] : [html`<li class="${tone}"><b>${formatCount(count)}</b> ${word}</li>`];
  });
  return html`<div id="heading"><h1>Fleet</h1><ul class="tally">${tally}</ul>${
    timeScale === 1 ? null : html`<p class="scale">time × ${timeScale}</p>`
  }</div>`;
}

const orders: Readonly<Record<(typeof fleetSorts)[number], string>> = {
  urgency: 'most urgent',
  workload: 'workload',
  signal: 'signal',
  level: 'nearest to its limit',
  rate: 'leak rate',
  time: 'time to limit',
  verdict: 'verdict',
  culprit: 'culprit',
};

/** A form without a script: each change is another address. */
function tools(query: FleetQuery, { matched }: FleetRows, all: number): Html {
  const { q, sort, reversed, grouped } = query;
  // What is chosen here is the order's own direction; a reversed one comes from the table's headings.
  return html`<form id="tools" method="get" action="./" role="search" class="tools">
<label class="search"><span>Filter</span> <input type="search" name="q" value="${q}" placeholder="${rowFilterHint}" spellcheck="false" autocomplete="off" autocapitalize="off"></label>
<label>Order <select name="sort">${fleetSorts.map((one) => {
    const order = one === 'urgency' ? '' : one;
    const value = one === sort && reversed ? `-${one}` : order;
    return html`<option value="${value}"${one === sort ? html` selected` : null}>${orders[one]}</option>`;
  })}</select></label>
<label><input type="checkbox" name="group" value="workload"${grouped ? html` checked` : null}> by workload</label>
<button>Apply</button>
<p class="count" role="status">${q === '' ? `${formatCount(all)} ${all === 1 ? 'target' : 'targets'}` : html`${formatCount(matched)} of ${formatCount(all)} targets <a href="${fleetLink(query, { q: '', page: 1 })}">all</a>`}</p>
</form>`;
}

function fleetPart(rows: FleetRows, query: FleetQuery, all: number, nowMs: number): Html {
  if (rows.matched === 0) {
    const why =
      all === 0
        ? html`<p>No target is found yet. <code>/api/v1/targets</code> says what relabelling dropped.</p>`
        : html`<p>${rows.problem ?? `None of ${formatCount(all)} targets matches ${query.q}.`} <a href="${fleetLink(query, { q: '', page: 1 })}">Show all</a></p><p class="hint">${rowFilterHelp}</p>`;
    return html`<section id="fleet" aria-label="Targets"><div class="card empty">${why}</div></section>`;
  }
  return html`<section id="fleet" aria-label="Targets"><div class="card flush">${fleetTable(rows, query, nowMs)}</div>${pager(rows, query)}</section>`;
}

function pager({ first, shown, matched, page, pages }: FleetRows, query: FleetQuery): Html | null {
  if (pages === 1) return null;
  const link = (to: number, word: string, rel: string) =>
    to < 1 || to > pages
      ? html`<span class="off">${word}</span>`
      : html`<a href="${fleetLink(query, { page: to })}" rel="${rel}">${word}</a>`;
  return html`<nav class="pager" aria-label="Pages of the table">${link(page - 1, '← Before', 'prev')}
<span>${formatCount(first + 1)} to ${formatCount(first + shown.length)} of ${formatCount(matched)}</span>
${link(page + 1, 'After →', 'next')}</nav>`;
}
