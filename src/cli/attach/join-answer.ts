import type { Silence } from '../../model/quiet.ts';
import type { Snapshot } from '../../model/snapshot.ts';

/** What a running `serve` answers: a snapshot, or what of it differs from the one that was asked with. */
export type SnapshotAnswer = Omit<Snapshot, 'silences'> & {
  readonly silences: readonly (readonly [incident: string, silence: Silence])[];
  readonly form: number;
  readonly version: string;
  readonly isWhole: boolean;
  /** All of them in their order; null: they are the same as before. */
  readonly targetIds: readonly string[] | null;
  readonly incidentIds: readonly string[] | null;
};

/** A snapshot, and by what name the next one may be asked for as a difference. */
export type KnownSnapshot = { readonly version: string; readonly snapshot: Snapshot };

/** What is known with what an answer has of it that is new. */
export function joinAnswer(known: KnownSnapshot | null, answer: SnapshotAnswer): KnownSnapshot {
  const { form: _, version, isWhole, targetIds, incidentIds, silences, ...rest } = answer;
  const before = isWhole ? undefined : known?.snapshot;
  const targets = joined(before?.targets, answer.targets, targetIds, (one) => one.target.id);
  const incidents = joined(before?.incidents, answer.incidents, incidentIds, (one) => one.id);
  return { version, snapshot: { ...rest, targets, incidents, silences: new Map(silences) } };
}

function joined<T>(
  before: readonly T[] = [],
  changed: readonly T[],
  ids: readonly string[] | null,
  idOf: (one: T) => string,
): readonly T[] {
  const all = new Map([...before, ...changed].map((one) => [idOf(one), one]));
  return (ids ?? before.map(idOf)).flatMap((id) => all.get(id) ?? []);
}
