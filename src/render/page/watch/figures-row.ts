import type { Verdict } from '../../../model/verdict.ts';
import { boundsText } from '../../bounds-text.ts';
import { formatPercent } from '../../format-percent.ts';
import { formatGrowth } from '../../format-value.ts';
import { isLimitReached, limitInText, rateText, verdictWord } from '../../verdict-text.ts';
import { type Html, html } from '../html.ts';
import { levelMeter } from './level-meter.ts';

/** A verdict's figures, large enough to be read in passing; those that are not known are left out. `isNow`: they are of now. */
export function figuresRow(verdict: Verdict, isNow = true): Html {
  const { kind, shape, leakKind, signal, confidence, timeToLimitSeconds } = verdict;
  const what = [verdictWord(verdict), shape].filter((word) => word !== null).join(' ');
  const of = [leakKind, signal].filter((word) => word !== null).join(', ');
  const sure =
    kind === 'insufficient-data' ? 'too early to tell' : `${formatPercent(confidence)} sure`;
  const meter = levelMeter(verdict, !isNow);
  const rate = rateText(verdict);
  return html`<dl class="figures">
<div><dt>Verdict</dt><dd>${what}</dd><dd class="sub">${[of, sure].filter(Boolean).join(', ')}</dd></div>
${meter === null ? null : html`<div><dt>Level</dt><dd>${meter}</dd></div>`}
${rate === null ? null : html`<div><dt>Leak rate</dt><dd>${rate}</dd><dd class="sub">${rateBounds(verdict)}</dd></div>`}
${timeToLimitSeconds === null ? null : html`<div><dt>${isLimitReached(verdict) ? 'Limit' : 'Limit in'}</dt><dd>${limitInText(verdict)}</dd><dd class="sub">${timeBounds(verdict)}</dd></div>`}
</dl>`;
}

function rateBounds({ leakRateInterval, signal }: Verdict): string {
  if (leakRateInterval === null || signal === null) return '';
  return `${leakRateInterval.map((bound) => formatGrowth(bound, signal)).join(' to ')} (80 %)`;
}

function timeBounds(verdict: Verdict): string {
  const { timeToLimitInterval } = verdict;
  if (timeToLimitInterval === null || isLimitReached(verdict)) return '';
  const bounds = boundsText(timeToLimitInterval);
  return bounds === null ? '' : `${bounds} (80 %)`;
}
