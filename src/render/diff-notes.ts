import type { Diff } from '../model/culprit.ts';

/** What a diff lacks, as sentences without a stop; what keeps the culprit from being confirmed stands on its card already. */
export function diffNotes({ warnings, culprits: [named] }: Diff): readonly string[] {
  const onCard = ['confirmed', 'accused'].map(
    (wanted) => `${named?.function} is not ${wanted}: ${named?.why}`,
  );
  return warnings.filter((warning) => !onCard.includes(warning));
}
