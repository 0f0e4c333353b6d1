import type { Incident } from '../model/incident.ts';
import type { TargetSnapshot } from '../model/snapshot.ts';
import { endingOf, type LifeEnding } from '../model/timeline.ts';

/** How a life ended, and which it was beside the one that the figures are of. */
export type ToldEnd = LifeEnding & {
  readonly whose: 'that life' | 'the life before' | 'the last life';
};

/** Ends of lives since an incident was worst, oldest first, each once. `shown`: its target; null: nobody knows it. */
export function endsSince(
  { verdict, timeline }: Incident,
  shown: TargetSnapshot | null,
): readonly LifeEnding[] {
  const lives = [...(shown?.verdict?.lives ?? []), ...verdict.lives];
  const ends = [
    ...lives
      .filter(({ instance }) => instance === verdict.instance)
      .flatMap((life) => endingOf(life) ?? []),
    ...(shown?.timeline?.lifeEnds ?? []),
    ...(timeline?.lifeEnds ?? []),
  ].filter(({ atMs }) => atMs > verdict.atMs);
  const byTime = new Map(ends.toReversed().map((end) => [end.atMs, end]));
  return [...byTime.values()].sort((a, b) => a.atMs - b.atMs);
}

/** Those that are told beside figures of `atMs`, newest first: of the life that they are of, of the one before, of the last. */
export function endsBeside(ends: readonly LifeEnding[], atMs: number): readonly ToldEnd[] {
  const before = ends.filter((end) => end.atMs <= atMs).at(-1);
  const [its, ...later] = ends.filter((end) => end.atMs > atMs);
  const last = later.at(-1);
  return [
    ...(last === undefined ? [] : [{ ...last, whose: 'the last life' as const }]),
    ...(its === undefined ? [] : [{ ...its, whose: 'that life' as const }]),
    ...(before === undefined ? [] : [{ ...before, whose: 'the life before' as const }]),
  ].slice(0, 2);
}
