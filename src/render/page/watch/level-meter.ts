import type { Verdict } from '../../../model/verdict.ts';
import { countedText, levelText, limitShare } from '../../verdict-text.ts';
import { type Html, html } from '../html.ts';
import { unbroken } from '../unbroken.ts';

const width = 100;

/** From this share of the limit on a level is worth a look, and from that one it is nearly over. */
const shares = { near: 0.75, over: 0.9 };

/**
 * The level, and how much of its limit that is, as text and as a bar; null while nothing is known. Of a target that is
 * down it is the last one, which needs nobody's eye any more.
 */
export function levelMeter(verdict: Verdict | null, isDown = false): Html | null {
  const text = verdict === null ? null : levelText(verdict);
  if (verdict === null || text === null) return null;
  const share = limitShare(verdict);
  const [level = '', limit] = text.split(' of ').map(unbroken);
  const counted = countedText(verdict);
  const shown = isDown ? 'level dim' : 'level';
  if ((counted === null && limit === undefined) || share === null)
    return html`<span class="${shown}">${level}</span>`;
  const used = Math.min(1, Math.max(0, share));
  const tone = isDown ? 'dim' : toneOf(used);
  const below =
    counted === null
      ? { limit: html` <small>of ${limit ?? ''}</small>`, line: null }
      : { limit: null, line: html`<small class="counted">${counted}</small>` };
  return html`<span class="${shown}">${level}${below.limit}</span>${below.line}<svg class="meter ${tone}" width="${width}" height="5" viewBox="0 0 ${width} 5" preserveAspectRatio="none" aria-hidden="true"><rect class="whole" width="${width}" height="5"/><rect class="part" width="${(used * width).toFixed(1)}" height="5"/></svg>`;
}

function toneOf(used: number): 'bad' | 'warn' | 'plain' {
  if (used >= shares.over) return 'bad';
  return used >= shares.near ? 'warn' : 'plain';
}
