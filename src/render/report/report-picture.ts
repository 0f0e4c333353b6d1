import type { Incident } from '../../model/incident.ts';
import { balancedText } from '../balanced-text.ts';
import { confidenceText, culpritPlace, grownText, growthText, shareText } from '../culprit-text.ts';
import { formatTimeToSecond } from '../format-time.ts';
import type { ChartSize } from '../memory/chart-input.ts';
import { memoryChart } from '../memory/memory-chart.ts';
import { memoryPictureStyle } from '../memory/memory-chart-style.ts';
import { type Html, html } from '../page/html.ts';
import { rowsShown, type ShownRow } from '../rows-shown.ts';
import type { Told } from '../told-now.ts';
import { culpritsOf } from './culprits-of.ts';
import { headline } from './headline.ts';
import type { LeakReport } from './leak-report.ts';
import { toldOfReport } from './told-of-report.ts';
import { unitOfReport } from './unit-of-report.ts';

const width = 1200;
const inner = width - 64;
/** Letters that fit: of the headline, of a row. */
const letters = { headline: 84, row: 108 };
const font = 'font-family="Helvetica,Arial,Arimo,sans-serif"';

/**
 * A report as one picture for a chat, an SVG that stands alone: the sentence, the chart, who it is. Light, since a
 * chat shows it on a card of its own.
 */
export function reportPicture(report: LeakReport): string {
  const { incident, diff, growth } = report;
  const told = toldOfReport(report);
  const lines = balancedText(headline(report), letters.headline);
  const title = lines.map(
    (line, i) => html`<text x="32" y="${76 + i * 32}" class="title">${line}</text>`,
  );
  const top = 64 + lines.length * 32;
  const size = { width: inner, height: 330 };
  const chart = incident === null || told === null ? null : chartOf(incident, told, size);
  const below = chart === null ? top + 8 : top + size.height + 14;
  const named = culpritsOf(report);
  const [culprit] = named;
  const rows = rowsShown(growth?.rows ?? diff?.top ?? [], 6, named);
  const table =
    rows.length === 0 || culprit === undefined
      ? null
      : tableOf(rows, diff?.unit ?? 'bytes', below + 66);
  const height =
    below + (culprit === undefined ? 10 : 54) + (table === null ? 0 : 20 + rows.length * 24) + 40;
  const at = formatTimeToSecond(report.madeAtMs);
  const place =
    culprit === undefined
      ? null
      : html`<rect x="32" y="${below}" width="4" height="42" class="bar"/><text x="48" y="${below + 17}" class="who">${clipped(culpritPlace(culprit), letters.row)}</text><text x="48" y="${below + 38}" class="soft">${grownText(culprit, unitOfReport(report, culprit))}, ${shareText(culprit)}, ${confidenceText(culprit)}</text>`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ${{ html: font }} role="img" aria-label="${headline(report)}">
<style>${{ html: `${pictureStyle}${memoryPictureStyle}` }}</style>
<rect width="${width}" height="${height}" fill="#ffffff"/><rect width="${width}" height="6" fill="#b4510a"/>
<text x="32" y="38" class="brand">sawtooth</text><text x="${width - 32}" y="38" text-anchor="end" class="soft">${incident === null ? report.name : `${incident.rule} · ${incident.state} · ${incident.id}`}</text>
${title}
<g transform="translate(32 ${top})">${chart}</g>
${place}
${table}
<text x="32" y="${height - 16}" class="soft small">${at}</text>
</svg>
`.html;
}

function chartOf(incident: Incident, { charted: verdict }: Told, size: ChartSize): Html | null {
  const { timeline, captures } = incident;
  if (timeline === undefined) return null;
  return memoryChart({ timeline, verdict, captures, fired: incident }, size);
}

const pictureStyle = `
.brand{font-size:17px;font-weight:700;fill:#b4510a}
.title{font-size:24px;font-weight:700;fill:#1d1f24}
.soft{font-size:14px;fill:#62666f}.small{font-size:12px}
.who{font-size:16px;font-weight:700;fill:#1d1f24}
.bar{fill:#e05a43}
.number{font-size:14px;fill:#1d1f24}.name{font-size:14px;fill:#1d1f24}.named{font-weight:700;fill:#b4510a}.line{stroke:#e9e6df}
`;

function tableOf(rows: readonly ShownRow[], unit: 'bytes' | 'count', top: number): Html {
  return html`<text x="140" y="${top}" text-anchor="end" class="soft">flat</text><text x="250" y="${top}" text-anchor="end" class="soft">cum</text><text x="270" y="${top}" class="soft">function</text>
${rows.map(({ function: name, flat, cum, is }, i) => {
  const y = top + 24 * (i + 1);
  return html`<line class="line" x1="32" x2="${width - 32}" y1="${y - 17}" y2="${y - 17}"/><text x="140" y="${y}" text-anchor="end" class="number">${growthText(flat, unit)}</text><text x="250" y="${y}" text-anchor="end" class="number">${growthText(cum, unit)}</text><text x="270" y="${y}" class="${is === null ? 'name' : 'name named'}">${clipped(name, letters.row)}${is === null ? '' : ` ← ${is}`}</text>
`;
})}`;
}

/** The end of a name tells more than its path. */
function clipped(text: string, most: number): string {
  return text.length <= most ? text : `…${text.slice(1 - most)}`;
}
