import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { enhanceReport } from '../../browser/enhance-report.ts';
import { panZoom } from '../../browser/pan-zoom.ts';
import { readChart } from '../../browser/read-chart.ts';
import { zoomFlame } from '../../browser/zoom-flame.ts';
import { type Result, success } from '../../model/result.ts';
import type { LeakReport } from '../../render/report/leak-report.ts';
import { reportMarkdown } from '../../render/report/report-markdown.ts';
import { reportPage } from '../../render/report/report-page.ts';
import { reportPicture } from '../../render/report/report-picture.ts';
import { packagePath } from '../package-path.ts';
import { paintSvg } from '../pprof/draw-graph.ts';

/** What a report can be written as. */
export const reportFormats = ['html', 'md', 'svg', 'png'] as const;

export type ReportFormat = (typeof reportFormats)[number];

/** A report as the content of a file. Fails where a picture cannot be painted. */
export async function renderReport(
  report: LeakReport,
  format: ReportFormat,
): Promise<Result<string | Uint8Array>> {
  switch (format) {
    case 'html':
      return success(reportPage(report, { script: pageScript(), hash, version: await version() }));
    case 'md':
      return success(reportMarkdown(report));
    case 'svg':
      return success(reportPicture(report));
    case 'png':
      return paintSvg(reportPicture(report));
  }
}

function pageScript(): string {
  return `(${enhanceReport})(${readChart}, ${zoomFlame}, ${panZoom})`.replaceAll(
    '</script',
    '<\\/script',
  );
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

async function version(): Promise<string> {
  const text = await readFile(packagePath('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
