import { type Result, success } from '../../../model/result.ts';
import { printDot } from '../../../profile/report/print-dot.ts';
import type { Report, TimeFormat } from '../../../profile/report/report.ts';
import { graphView } from '../../../render/page/graph-view.ts';
import type { Html } from '../../../render/page/html.ts';
import { exactPattern, type PageQuery, pageLink } from '../../../render/page/page-query.ts';
import { drawGraph } from '../draw-graph.ts';

/** The call graph of a prepared `-dot`; its boxes lead to their callers. */
export async function graphPage(
  report: Report,
  time: TimeFormat,
  query: PageQuery,
): Promise<Result<Html>> {
  const dot = printDot(report, time, {
    hasLegend: false,
    urlOf: (name) => pageLink('peek', query, { f: exactPattern(name) }),
  });
  const drawn = await drawGraph({ dot, format: 'svg' });
  return drawn.ok ? success(graphView(String(drawn.value))) : drawn;
}
