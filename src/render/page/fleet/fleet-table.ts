import { instanceOf } from '../../../model/target.ts';
import { floorsOf, lifeEndTimesOf } from '../../../model/timeline.ts';
import { columnPeriod } from '../../column-period.ts';
import type { RatePeriod } from '../../format-rate.ts';
import { formatValue } from '../../format-value.ts';
import { printable } from '../../printable.ts';
import { statusOf } from '../../status-of.ts';
import type { Row } from '../../urgency.ts';
import { limitInText, rateText } from '../../verdict-text.ts';
import { type Html, html } from '../html.ts';
import { culpritName } from '../watch/culprit-name.ts';
import { levelMeter } from '../watch/level-meter.ts';
import { moment } from '../watch/moment.ts';
import { sparklineSvg } from '../watch/sparkline-svg.ts';
import { statusBadge } from '../watch/status-badge.ts';
import { type FleetQuery, type FleetSort, fleetLink } from './fleet-query.ts';
import { type FleetRows, isDescending } from './fleet-rows.ts';

type Column = {
  readonly name: string;
  readonly title: string;
  /** null: it has no order of its own. */
  readonly sort: FleetSort | null;
  readonly cell: (row: Row, period: RatePeriod | undefined) => Html | string | null;
};

const columns: readonly Column[] = [
  { name: 'verdict', title: 'Verdict', sort: 'verdict', cell: (row) => statusBadge(statusOf(row)) },
  { name: 'who', title: 'Workload', sort: 'workload', cell: whoCell },
  {
    name: 'signal',
    title: 'Signal',
    sort: 'signal',
    cell: ({ shown }) => shown.verdict?.signal ?? null,
  },
  { name: 'floor', title: 'Floor', sort: null, cell: floorCell },
  { name: 'level', title: 'Level', sort: 'level', cell: levelCell },
  {
    name: 'rate',
    title: 'Leak rate',
    sort: 'rate',
    cell: ({ shown: { verdict } }, period) => verdict && rateText(verdict, period),
  },
  { name: 'time', title: 'Limit in', sort: 'time', cell: timeCell },
  { name: 'by', title: 'Culprit', sort: 'culprit', cell: byCell },
];

/**
 * The table of targets. Its roles are said, since on a phone its rows are laid out as cards, and then a
 * browser forgets that it is a table.
 */
export function fleetTable(rows: FleetRows, query: FleetQuery, nowMs: number): Html {
  const period = columnPeriod(rows.shown);
  return html`<table class="fleet" role="table" aria-label="Targets">
<thead role="rowgroup"><tr role="row">${columns.map((column) => heading(column, query))}</tr></thead>
<tbody role="rowgroup">
${rows.shown.map((row, i) => html`${groupHead(rows, i, query)}${rowOf(row, period, nowMs)}`)}
</tbody></table>`;
}

function heading({ name, title, sort }: Column, query: FleetQuery): Html {
  if (sort === null) return html`<th role="columnheader" scope="col" class="${name}">${title}</th>`;
  const isOn = query.sort === sort;
  const href = fleetLink(query, { sort, reversed: isOn && !query.reversed, page: 1 });
  const order = isDescending(query) ? 'descending' : 'ascending';
  return html`<th role="columnheader" scope="col" class="${name}"${isOn ? html` aria-sort="${order}"` : null}><a href="${href}">${title}</a></th>`;
}

function rowOf(row: Row, period: RatePeriod | undefined, nowMs: number): Html {
  const { tone } = statusOf(row);
  const key = encodeURIComponent(row.shown.target.id);
  const why = whyOf(row, nowMs);
  const cells = columns.map(({ name, cell }) => {
    const made = cell(row, period);
    return { name, text: typeof made === 'string' ? html`${made}` : made };
  });
  // Behind the name of a target without a figure there is room for why.
  const figures = cells.slice(places.figures);
  const isBare = why !== null && figures.every(({ text }) => text === null);
  const shown = isBare ? cells.slice(0, places.figures) : cells;
  return html`<tr role="row" id="t-${key}" class="${tone}">${shown.map(({ name, text }) =>
    // A name that leads to its page stands for the whole row.
    name === 'who'
      ? html`<th role="rowheader" scope="row" class="who">${text}${isBare ? null : why}</th>`
      : html`<td role="cell" class="${name}">${text}</td>`,
  )}${isBare ? html`<td role="cell" class="said" colspan="${figures.length}">${why}</td>` : null}</tr>`;
}

/** Why it is down and since when; how long that is would be news each second. */
function whyOf({ shown: { lastError, health, downSinceMs } }: Row, nowMs: number): Html | null {
  if (lastError === null) return null;
  const isSince = health === 'down' && downSinceMs != null;
  const since = isSince ? html`Since ${moment(downSinceMs, nowMs)}: ` : null;
  return html`<span class="why">${since}${lastError}</span>`;
}

/** From which column on there are figures: before them stand the verdict and the name. */
const places = { figures: 2 };

/** Before the first row of each workload, and again where a page begins within one. */
function groupHead({ shown, sizes }: FleetRows, i: number, query: FleetQuery): Html | null {
  const workload = shown[i]?.shown.target.workload ?? '';
  if (!query.grouped || workload === shown[i - 1]?.shown.target.workload) return null;
  const count = sizes.get(workload) ?? 0;
  return html`<tr role="row" class="group" id="g-${encodeURIComponent(workload)}"><th role="rowheader" scope="rowgroup" colspan="${columns.length}">${printable(workload)} <small>${count} ${count === 1 ? 'target' : 'targets'}</small></th></tr>`;
}

function whoCell({ shown: { target }, quiet }: Row): Html {
  const workload = printable(target.workload);
  const instance = printable(instanceOf(target));
  return html`<a href="targets/${encodeURIComponent(target.id)}">${workload}</a>${
    instance === workload ? null : html`<span class="instance">${instance}</span>`
  }${quiet === null ? null : html`<span class="why">${quiet.text}</span>`}`;
}

function floorCell({ shown: { timeline } }: Row): Html | null {
  const floors = floorsOf(timeline);
  const [first] = floors;
  const last = floors.at(-1);
  if (timeline === null || first === undefined || last === undefined) return null;
  const { signal, lifeEnds } = timeline;
  const ends = lifeEnds.length === 0 ? '' : `, ${lifeEnds.length} ends of lives`;
  const told = `floor from ${formatValue(first.value, signal)} to ${formatValue(last.value, signal)}${ends}`;
  return sparklineSvg(floors, lifeEndTimesOf(timeline), told);
}

function levelCell({ shown: { verdict, health } }: Row): Html | null {
  return levelMeter(verdict, health === 'down');
}

function timeCell({ shown: { verdict } }: Row): Html | null {
  const text = verdict === null ? null : limitInText(verdict);
  return text === null ? null : html`${text}`;
}

function byCell({ incident }: Row): Html | null {
  const [culprit] = incident?.culprits ?? [];
  return culprit === undefined ? null : culpritName(culprit);
}
