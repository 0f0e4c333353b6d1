import type { Capture } from '../model/capture.ts';
import { capturesOfLife } from '../model/captures-of-life.ts';

/**
 * Those of a target's captures that can be compared: of its newest life, of one kind (heaps, where there are two of
 * them) and of one gc mode; oldest first.
 */
export function capturesToCompare(captures: readonly Capture[]): readonly Capture[] {
  const lifeMs = captures.reduce((newest, one) => Math.max(newest, one.lifeStartAtMs), 0);
  const own = capturesOfLife(captures, lifeMs);
  const alike = new Map<string, Capture[]>();
  for (const capture of own) {
    const key = `${capture.kind} ${capture.gc}`;
    alike.set(key, [...(alike.get(key) ?? []), capture]);
  }
  const heaps = [...alike.values()].filter(([first]) => first?.kind === 'heap');
  const enough = [...heaps, ...alike.values()].filter((one) => one.length >= 2);
  const [best = []] = enough.sort((a, b) => rank(b) - rank(a) || b.length - a.length);
  return [...best].sort((a, b) => a.atMs - b.atMs);
}

function rank([first]: readonly Capture[]): number {
  return first?.kind === 'heap' ? 1 : 0;
}
