import type { Life } from '../model/life.ts';
import type { LifeEnd } from '../model/reading.ts';
import type { LifeEnding } from '../model/timeline.ts';

/** Of a life, or of a timeline. */
type End = Pick<Life | LifeEnding, 'cause' | 'inferred' | 'causeBy'>;

const words: Readonly<Record<LifeEnd, readonly [short: string, whole: string]>> = {
  oom: ['OOM', 'killed for want of memory'],
  crash: ['crash', 'crashed'],
  deploy: ['deploy', 'replaced by another version'],
  unknown: ['restart', 'ended, nobody knows why'],
};

/** How a life ended, in a word: `OOM`, `crash`, `deploy`, `restart` where nobody knows. */
export function lifeEndWord({ cause }: Pick<LifeEnding, 'cause'>): string {
  return words[cause][0];
}

/** The same in words, behind a word that says that it ended. */
export function lifeEndWhy(end: End): string {
  return lifeEndText(end).replace(/^ended, /, '');
}

/** The same in words that need no legend. */
export function lifeEndText({ cause, inferred, causeBy }: End): string {
  const why = words[cause ?? 'unknown'][1];
  if (inferred) return `${why} (only the fall of the value tells)`;
  return causeBy === 'level' ? `${why} (inferred: it stood at its limit)` : why;
}

/** Whether nobody has seen how a life ended. */
export function isInferred({ inferred, causeBy }: Omit<End, 'cause'>): boolean {
  return inferred || causeBy === 'level';
}
