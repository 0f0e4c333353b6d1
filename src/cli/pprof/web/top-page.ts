import { percentage } from '../../../profile/measurement/percentage.ts';
import { rowsOf } from '../../../profile/report/print-text.ts';
import type { Report } from '../../../profile/report/report.ts';
import { reportGraph } from '../../../profile/report/report-graph.ts';
import type { Html } from '../../../render/page/html.ts';
import type { PageQuery } from '../../../render/page/page-query.ts';
import { type TopOrder, type TopRow, topView } from '../../../render/page/top-view.ts';

/** The table of a prepared `-top`. */
export function topPage(report: Report, query: PageQuery): Html {
  const shown = reportGraph(report);
  const { total } = report;
  const asked = query.get('sort');
  const order: TopOrder = asked === 'cum' || asked === 'name' ? asked : report.options.sort;
  const rows = [...rowsOf(shown.graph)];
  if (order === 'name') rows.sort((a, b) => Number(a.function > b.function) || -1);
  const largest = Math.max(...rows.map(({ cum, flat }) => Math.max(Math.abs(cum), Math.abs(flat))));
  const share = (value: number) => percentage(value, total).trim();
  let sum = 0;
  const cells = rows.map((row): TopRow => {
    sum += row.flat;
    return {
      name: row.function,
      note: row.inline === null ? '' : `(${row.inline})`,
      flat: shown.formatValue(row.flat),
      flatShare: share(row.flat),
      sumShare: share(sum),
      cum: shown.formatValue(row.cum),
      cumShare: share(row.cum),
      flatBar: row.flat / largest,
      cumBar: row.cum / largest,
    };
  });
  const { formatValue, shownTotal, nodesBefore } = shown;
  const count =
    nodesBefore > rows.length ? `top ${rows.length} of ${nodesBefore}` : `${rows.length}`;
  const whole = `${count} functions, ${formatValue(shownTotal)} (${share(shownTotal)} of ${formatValue(total)})`;
  return topView(cells, order, query, whole);
}
