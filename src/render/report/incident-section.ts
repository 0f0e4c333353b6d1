import type { Incident } from '../../model/incident.ts';
import type { Verdict } from '../../model/verdict.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { formatValue } from '../format-value.ts';
import { lifeEndText } from '../life-end-word.ts';
import { memoryChart } from '../memory/memory-chart.ts';
import { type Html, html } from '../page/html.ts';
import type { Told } from '../told-now.ts';
import { rateText, verdictWord } from '../verdict-text.ts';
import { leftText } from './left-text.ts';

const wide = { width: 1140, height: 360 };
const phone = { width: 400, height: 310 };

/** What an incident is about: its figures, and its memory as a chart for wide screens and one for phones. */
export function incidentSection(incident: Incident, told: Told): Html {
  const { firedAtMs, resolvedAtMs } = incident;
  const { verdict } = told;
  const shape = verdict.shape === null ? '' : `, ${verdict.shape.replaceAll('-', ' ')}`;
  return html`<dl class="facts">${fact('Verdict', verdictWord(verdict) + shape)}${fact('What grows', verdict.leakKind?.replaceAll('-', ' ') ?? null)}${fact('Leak rate', rateText(verdict))}${fact('Since version', sinceText(incident.verdict))}${limitFact(told)}${endedFact(told)}${fact('Fired', timeText(firedAtMs))}${fact('Resolved', timeText(resolvedAtMs))}</dl>
${chartOf(incident, told.charted)}`;
}

function fact(title: string, value: string | null, tone = ''): Html | null {
  return value === null
    ? null
    : html`<div><dt>${title}</dt><dd class="${tone}">${value}</dd></div>`;
}

/** `1.42; a life of 1.41 did not rise`. */
function sinceText({ since }: Verdict): string | null {
  return since === undefined ? null : `${since.version}; ${since.told}`;
}

function limitFact({ verdict, asOfMs }: Told): Html | null {
  const { limitBytes, signal } = verdict;
  if (limitBytes === null) return null;
  const left = leftText(verdict)?.replace(/^limit |^its limit is /, '') ?? null;
  // A bare value's limit is in the value's own unit.
  const limit = signal === 'value' ? formatValue(limitBytes, signal) : formatBytes(limitBytes);
  if (left === null) return fact('Limit', limit);
  const when = asOfMs === null ? '' : ` at ${formatTimeToSecond(asOfMs)}`;
  return fact('Limit', `${limit}, ${left}${when}`, 'bad');
}

function endedFact({ ends: [ended] }: Told): Html | null {
  if (ended === undefined) return null;
  const whose = `${ended.whose.charAt(0).toUpperCase()}${ended.whose.slice(1)}`;
  return fact(whose, `${lifeEndText(ended)}, ${formatTimeToSecond(ended.atMs)}`, 'bad');
}

function timeText(atMs: number | null): string | null {
  return atMs === null ? null : formatTimeToSecond(atMs);
}

function chartOf(
  { timeline, captures, firedAtMs, resolvedAtMs }: Incident,
  verdict: Verdict,
): Html {
  const fired = { firedAtMs, resolvedAtMs };
  const [large, small] = [wide, phone].map((size) =>
    timeline === undefined ? null : memoryChart({ timeline, verdict, captures, fired }, size),
  );
  if (!large || !small) {
    return html`<p class="note" role="note">The record has no picture of the memory: ${timeline === undefined ? 'an older version wrote it' : 'it fired before there were two points of it'}.</p>`;
  }
  return html`<figure class="card chart-card">${named(large, 'wide')}${named(small, 'phone')}<figcaption class="hint chart-told">Times are UTC. Point at the chart, or focus it and use the arrow keys, to read it; drag over a part, or + - 0, to zoom.</figcaption></figure>`;
}

function named(chart: Html, size: 'wide' | 'phone'): Html {
  return { html: chart.html.replace('class="memory"', `class="memory ${size}"`) };
}
