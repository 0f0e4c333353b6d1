import type { LifeEnd } from '../model/reading.ts';
import type { LifeEnding } from '../model/timeline.ts';

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
export function lifeEndWhy(end: Pick<LifeEnding, 'cause' | 'inferred'>): string {
  return lifeEndText(end).replace(/^ended, /, '');
}

/** The same in words that need no legend. */
export function lifeEndText({ cause, inferred }: Pick<LifeEnding, 'cause' | 'inferred'>): string {
  return `${words[cause][1]}${inferred ? ' (only the fall of the value tells)' : ''}`;
}
