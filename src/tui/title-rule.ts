import { clip, displayWidth } from '../render/display-width.ts';
import { printable } from '../render/printable.ts';
import { type Line, span } from './line.ts';
import { glyphs } from './theme.ts';

/** `── goleaky · 127.0.0.1:6060 ─────`: a rule with what stands below it. */
export function titleRule(title: string, width: number): Line {
  const name = clip(printable(title), Math.max(0, width - 8));
  const rest = glyphs.rule.repeat(Math.max(0, width - displayWidth(name) - 4));
  return [span(`${glyphs.rule.repeat(2)} `, 'dim'), span(name, 'strong'), span(` ${rest}`, 'dim')];
}
