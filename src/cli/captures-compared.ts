import type { Capture } from '../model/capture.ts';
import type { Incident } from '../model/incident.ts';
import { kindsCompared } from '../model/kinds-compared.ts';

/**
 * The two captures that an incident's diff compares, the first and the newest: of the diff that named its
 * first culprit, else of its first. Empty where they are not known any more.
 */
export function capturesCompared({ culprits, diffs, captures }: Incident): readonly Capture[] {
  const name = culprits[0]?.function;
  const named = diffs.find((diff) => diff.culprits.some((one) => one.function === name));
  const diff = named ?? diffs[0];
  if (diff === undefined) return [];
  const kinds = kindsCompared(diff);
  const ends = [diff.base, diff.current].map(({ atMs }) =>
    captures.find((capture) => capture.atMs === atMs && kinds.includes(capture.kind)),
  );
  return ends.filter((capture) => capture !== undefined);
}
