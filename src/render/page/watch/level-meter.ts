import type { Verdict } from '../../../model/verdict.ts';
import { countedText, levelText, limitShare } from '../../verdict-text.ts';
import { type Html, html } from '../html.ts';

const width = 100;

/** From this share of the limit on a level is worth a look, and from that one it is nearly over. */
const shares = { near: 0.75, over: 0.9 };

/** The level, and how much of its limit that is, as text and as a bar; null while nothing is known. */
export function levelMeter(verdict: Verdict | null): Html | null {
  const text = verdict === null ? null : levelText(verdict);
  if (verdict === null || text === null) return null;
  const share = limitShare(verdict);
  const [level = '', limit] = text.split(' of ');
  const counted = countedText(verdict);
  if ((counted === null && limit === undefined) || share === null)
    return html`<span class="level">${level}</span>`;
  const used = Math.min(1, Math.max(0, share));
  const tone = used >= shares.over ? 'bad' : used >= shares.near ? 'warn' : 'plain';
  return html`<span class="level">${level}${counted === null ? html` <small>of ${limit ?? ''}</small>` : null}</span>${counted === null ? null : html`<small class="counted">${counted}</small>`}<svg class="meter ${tone}" width="${width}" height="5" viewBox="0 0 ${width} 5" preserveAspectRatio="none" aria-hidden="true"><rect class="whole" width="${width}" height="5"/><rect class="part" width="${(used * width).toFixed(1)}" height="5"/></svg>`;
}
