import { glyphs, type Tone } from './theme.ts';
import type { Row } from './urgency.ts';

/** How a target stands, in one glyph, a word or three, and a tone: each alone would be enough. */
export type Status = { readonly glyph: string; readonly word: string; readonly tone: Tone };

/** Down beats the verdict: what was last known of a target that is gone is no news. */
export function statusOf({ shown, incident, quiet }: Row): Status {
  const { health, verdict } = shown;
  if (health === 'down') return { glyph: glyphs.down, word: 'down', tone: 'bad' };
  if (verdict === null) {
    const word = health === 'up' ? 'first look' : 'waiting';
    return { glyph: glyphs.unknown, word, tone: 'dim' };
  }
  if (incident?.state === 'firing') {
    const { kind } = incident.verdict;
    if (quiet !== null) return { glyph: glyphs.watch, word: `${kind} ${quiet.word}`, tone: 'warn' };
    return { glyph: glyphs.firing, word: `${kind} firing`, tone: 'bad' };
  }
  if (incident?.state === 'pending') {
    return { glyph: glyphs.watch, word: `${incident.verdict.kind} pending`, tone: 'warn' };
  }
  if (verdict.concern !== 'none') {
    return { glyph: glyphs.watch, word: `${verdict.kind}?`, tone: 'warn' };
  }
  if (verdict.kind === 'insufficient-data') {
    return { glyph: glyphs.up, word: 'too early', tone: 'dim' };
  }
  const shape = verdict.shape === null ? '' : ` ${verdict.shape}`;
  return { glyph: glyphs.up, word: `${verdict.kind}${shape}`, tone: 'good' };
}
